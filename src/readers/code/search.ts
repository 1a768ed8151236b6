import { Refusal } from '../../model/refusal.ts'
import type { CodeLanguage } from './languages.ts'
import { loadGrammars } from './load.ts'
import { type Source, type Syntax, walk } from './source.ts'

/** A syntax pattern made ready for one language. */
export interface Pattern {
  language: CodeLanguage
  /** The pattern in each way that quotes, and ends of statements, may be written; each as the statements that follow one another. */
  variants: readonly (readonly string[])[]
  /** Where the pattern is a part of code that does not stand alone, as a decorator: what it stands in, and its kind of node. */
  part?: Part
  /** Words that stand in every match, so that a file without one need not be parsed. */
  words: readonly string[]
}

const scripts: ReadonlySet<CodeLanguage> = new Set(['ts', 'tsx', 'js'])
const quoted: ReadonlySet<CodeLanguage> = new Set(['ts', 'tsx', 'js', 'python'])
const comments = new Set(['comment', 'line_comment', 'block_comment'])

interface Part {
  before: string
  after: string
  selector: string
}

/** What parts of code that cannot stand alone are read in: decorators, annotations, members of classes. */
const parts: Readonly<Partial<Record<CodeLanguage, readonly Part[]>>> = {
  python: [{ before: '', after: '\ndef f(): pass', selector: 'decorator' }],
  java: ['annotation', 'marker_annotation'].map((selector) => ({ before: 'class A { ', after: ' void m() {} }', selector })),
  ...Object.fromEntries(
    [...scripts].map((language) => [
      language,
      [
        { before: '', after: ' class A {}', selector: 'decorator' },
        ...['method_definition', 'public_field_definition', 'field_definition'].map((selector) => ({
          before: 'class A { ',
          after: ' }',
          selector,
        })),
      ],
    ]),
  ),
}

/** Words outside of a pattern's variables. */
export function wordsOf(pattern: string): string[] {
  return [...new Set(pattern.replace(/\$+[A-Z_][A-Z0-9_]*|\$+/g, ' ').match(/\w{2,}/g) ?? [])]
}

/** Reads a pattern as code of a language; one that does not parse would match nothing, so it is a refusal. */
export async function readPattern(pattern: string, language: CodeLanguage): Promise<Pattern> {
  const { engineFor, engineNames } = await loadGrammars()
  const engine = await engineFor(language)
  const text = scripts.has(language) ? pattern.trim().replace(/;(?=\s*(?:\}|\n|$))/g, '') : pattern.trim()
  const plain = text.replaceAll('$', scripts.has(language) ? '$' : 'µ')
  const root = engine.parse(engineNames[language], plain).root()
  if (isBroken(root)) {
    const part = (parts[language] ?? []).find(({ before, after, selector }) => {
      const whole = engine.parse(engineNames[language], before + plain + after).root()
      return !isBroken(whole) && whole.findAll({ rule: { kind: selector } }).some((node) => node.text() === plain)
    })
    if (part) return { language, variants: quotings([text], language), part, words: wordsOf(text) }
    throw new Refusal(`\`${text.replaceAll('`', "'")}\` is no code of ${language}, so nothing can be looked for by it`)
  }
  const statements = root.namedChildren().filter((node) => !comments.has(String(node.kind())) && node.kind() !== 'empty_statement')
  const pieces =
    statements.length < 2
      ? [text]
      : statements.map((node) => {
          const range = node.range()
          const piece = text.slice(range.start.index, range.end.index)
          return scripts.has(language) ? piece.replace(/;$/, '') : piece
        })
  return { language, variants: quotings(pieces, language), words: wordsOf(text) }
}

function isBroken(root: Syntax): boolean {
  return [...walk(root)].some((node) => node.kind() === 'ERROR' || isMissing(node))
}

/** A token that the parser has put in by itself. */
function isMissing(node: Syntax): boolean {
  return node.isLeaf() && node.text() === '' && node.kind() !== ';' && /^[^\w_]+$|identifier$/.test(String(node.kind()))
}

function quotings(pieces: readonly string[], language: CodeLanguage): string[][] {
  const other = (from: string, to: string) =>
    pieces.map((piece) => piece.replace(new RegExp(`${from}([^'"\\\\\`\n]*)${from}`, 'g'), `${to}$1${to}`))
  // A return at the end of a block of Rust is the same with and without its semicolon.
  const bare = pieces.map((piece) => piece.replace(/(\breturn\b[^;{}]*);(\s*\})/g, '$1$2'))
  const closed = pieces.map((piece) => piece.replace(/(\breturn\b[^;{}]*[^;{}\s])(\s*\})/g, '$1;$2'))
  const all = quoted.has(language)
    ? [[...pieces], other("'", '"'), other('"', "'")]
    : language === 'rust'
      ? [[...pieces], bare, closed]
      : [[...pieces]]
  return all.filter((each, index) => all.findIndex((same) => same.join('\0') === each.join('\0')) === index)
}

/** Every place of a file where a pattern stands: the first statement of each match. */
export function matchesOf(pattern: Pattern, source: Source): Syntax[] {
  const found = new Map<number, Syntax>()
  const { part } = pattern
  for (const [first, ...rest] of pattern.variants) {
    const sought = part ? { rule: { pattern: { context: part.before + first + part.after, selector: part.selector } } } : first!
    for (const match of source.root.findAll(sought)) {
      if (rest.length === 0 || follow(match, rest, bindings(match, first!))) found.set(match.id(), match)
    }
  }
  return [...found.values()].sort((a, b) => a.range().start.index - b.range().start.index)
}

/** What the variables of a pattern stand for in a match. */
function bindings(match: Syntax, piece: string): Map<string, string> {
  const names = [...piece.matchAll(/(?<!\$)\$([A-Z][A-Z0-9_]*)/g)].map((each) => each[1]!)
  return new Map(names.flatMap((name) => (match.getMatch(name) ? [[name, match.getMatch(name)!.text()] as const] : [])))
}

/** Whether the statements after a match fit the rest of the pattern; `$$$` alone stands for any statements. */
function follow(match: Syntax, rest: readonly string[], bound: ReadonlyMap<string, string>): boolean {
  const parent = match.parent()
  const statement = parent?.kind() === 'expression_statement' ? parent : match
  return fits(
    statement.nextAll().filter((node) => node.isNamed() && !comments.has(String(node.kind()))),
    rest,
    bound,
  )
}

function fits(statements: readonly Syntax[], pieces: readonly string[], bound: ReadonlyMap<string, string>): boolean {
  const [piece, ...later] = pieces
  if (piece === undefined) return true
  if (/^\$\$\$[A-Z0-9_]*;?$/.test(piece.trim())) {
    return later.length === 0 || statements.some((_, index) => fits(statements.slice(index), later, bound))
  }
  const [statement, ...others] = statements
  if (!statement) return false
  for (const node of [statement, ...(statement.kind() === 'expression_statement' ? statement.namedChildren() : [])]) {
    const match = node.matches(piece) ? node.find(piece) : null
    if (!match || match.id() !== node.id()) continue
    const mine = bindings(match, piece)
    if ([...mine].some(([name, text]) => bound.has(name) && bound.get(name) !== text)) continue
    if (fits(others, later, new Map([...bound, ...mine]))) return true
  }
  return false
}
