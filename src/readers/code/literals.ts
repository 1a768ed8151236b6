import type { CodeLanguage } from './languages.ts'
import { blank, type Literal, type Literals, unescapeText } from './literal.ts'
import { extent, type Source, type Syntax, walk } from './source.ts'

const kinds: Readonly<Record<string, 'plain' | 'template' | 'regex'>> = {
  string_literal: 'plain',
  raw_string_literal: 'plain',
  string: 'plain',
  interpreted_string_literal: 'plain',
  template_string: 'template',
  regex: 'regex',
}
const comments = new Set(['comment', 'line_comment', 'block_comment'])
const interpolations = new Set(['template_substitution', 'interpolation', 'string_interpolation'])

/** The string and regex literals of a file of code, decoded as its language does. */
export function literalsOf(source: Source): Literals {
  const found: Literal[] = []
  const remarks: { start: number; end: number }[] = []
  const visit = (node: Syntax) => {
    const kind = String(node.kind())
    if (comments.has(kind)) remarks.push(extent(node))
    else if (node.isNamed() && Object.hasOwn(kinds, kind)) found.push(literalOf(node, source))
    if (!(kinds[kind] === 'plain')) for (const child of node.children()) visit(child)
  }
  visit(source.root)
  return { language: source.language, text: blank(source.text, remarks), literals: join(found) }
}

function literalOf(node: Syntax, source: Source): Literal {
  const { start, end } = extent(node)
  const text = source.text.slice(start, end)
  const [open, close] = delimiters(text, source.language)
  const inner = { start, end, contentStart: start + open.length, contentEnd: end - close.length, node }
  if (kinds[String(node.kind())] === 'regex') {
    const last = text.lastIndexOf('/')
    return {
      ...inner,
      contentStart: start + 1,
      contentEnd: start + last,
      flags: text.slice(last + 1),
      decode: (raw) => ({ value: raw.replaceAll('\\/', '/') }),
    }
  }
  const filled = [...walk(node)].some((each) => interpolations.has(String(each.kind())))
  return {
    ...inner,
    decode: (raw) => (filled ? { problem: 'values are filled into the string' } : decoded(raw, open, source.language)),
  }
}

function delimiters(text: string, language: CodeLanguage): [string, string] {
  if (language === 'rust') {
    const open = /^(?:b|c)?(?:r#*)?"/.exec(text)?.[0] ?? '"'
    return [open, `"${open.replace(/[^#]/g, '')}`]
  }
  if (language === 'python') {
    const open = /^[A-Za-z]*("""|'''|"|')/.exec(text)
    return open ? [open[0], open[1]!] : ['"', '"']
  }
  const open = language === 'java' && text.startsWith('"""') ? (/^"""[ \t]*\r?\n/.exec(text)?.[0] ?? '"""') : text[0]!
  return [open, open.startsWith('"""') ? '"""' : open]
}

function decoded(raw: string, open: string, language: CodeLanguage): { value: string } | { problem: string } {
  if (language === 'rust') return open.includes('r') ? { value: raw } : unescapeText(raw, 'nrt0')
  if (language === 'python') return /[rR]/.test(open) ? { value: raw } : unescapeText(raw, 'nrtbfva0', true)
  if (language === 'go') return open === '`' ? { value: raw.replaceAll('\r', '') } : unescapeText(raw, 'nrtbfva')
  if (language === 'java') {
    return open.startsWith('"""') ? { problem: 'it is a text block' } : unescapeText(raw, 'nrtbfs0')
  }
  return unescapeText(raw, 'nrtbfv0')
}

/** Lays literals that code joins where they stand (`"a" "b"`, `"a" + "b"`) to the first of them. */
function join(literals: readonly Literal[]): Literal[] {
  const groups = new Map<number, Literal[]>()
  for (const literal of literals) {
    const top = joint(literal.node!)
    groups.set(top, [...(groups.get(top) ?? []), literal])
  }
  return [...groups.values()].map(([first, ...rest]) => {
    const whole = outermost(first!.node!)
    const all = rest.length + 1
    const parts = [...walk(whole)].filter((each) => each.isNamed() && !joins(each) && joins(each.parent())).length
    if (whole.id() === first!.node!.id()) return first!
    if (parts === all) return { ...first!, end: rest.at(-1)?.end ?? first!.end, joined: rest }
    return { ...first!, decode: () => ({ problem: 'it is joined to what is no literal' }), joined: rest }
  })
}

const joint = (node: Syntax): number => outermost(node).id()

function outermost(node: Syntax): Syntax {
  let at = node
  for (let parent = at.parent(); joins(parent); parent = at.parent()) at = parent!
  return at
}

function joins(node: Syntax | null): boolean {
  if (!node) return false
  const kind = String(node.kind())
  return kind === 'concatenated_string' || ((kind === 'binary_expression' || kind === 'binary_operator') && node.child(1)?.text() === '+')
}
