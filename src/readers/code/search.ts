import { Refusal } from '../../model/refusal.ts'
import type { CodeLanguage } from './languages.ts'
import { loadGrammars } from './load.ts'
import { type Source, type Syntax, walk } from './source.ts'

/** A syntax pattern made ready for one language. */
export interface Pattern {
  language: CodeLanguage
  /** The pattern in each way that quotes, and ends of statements, may be written; each as the statements that follow one another. */
  variants: readonly (readonly string[])[]
  /** What pieces stand in that do not stand alone, as a decorator, or are other code there, as a call of Go. */
  within: ReadonlyMap<string, Part | undefined>
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
function wordsOf(pattern: string): string[] {
  return [...new Set(pattern.replace(/\$+[A-Z_][A-Z0-9_]*|\$+/g, ' ').match(/\w{2,}/g) ?? [])]
}

/** Reads a pattern as code of a language; one that does not parse would match nothing, so it is a refusal. */
export async function readPattern(pattern: string, language: CodeLanguage): Promise<Pattern> {
  const { engineFor, engineNames } = await loadGrammars()
  const engine = await engineFor(language)
  const text = scripts.has(language) ? pattern.trim().replace(/;(?=\s*(?:\}|\n|$))/g, '') : pattern.trim()
  const plain = text.replaceAll('$', scripts.has(language) ? '$' : 'µ')
  const parse = (code: string) => engine.parse(engineNames[language], code).root()
  const stated = language === 'go' ? statementsOfGo(text, plain, parse) : undefined
  if (stated) return { language, variants: [[...stated.keys()]], within: stated, words: wordsOf([...stated.keys()].join(' ')) }
  const root = parse(plain)
  if (isBroken(root)) {
    const part = (parts[language] ?? []).find(({ before, after, selector }) => {
      const whole = parse(before + plain + after)
      return !isBroken(whole) && whole.findAll({ rule: { kind: selector } }).some((node) => node.text() === plain)
    })
    if (part) {
      const variants = quotings([text], language)
      return { language, variants, within: new Map(variants.map(([piece]) => [piece!, part])), words: wordsOf(text) }
    }
    throw new Refusal(`\`${text.replaceAll('`', "'")}\` is no code of ${language}, so nothing can be looked for by it`)
  }
  const statements = root.namedChildren().filter((node) => !comments.has(String(node.kind())) && node.kind() !== 'empty_statement')
  const pieces =
    statements.length === 0 || (statements.length < 2 && root.namedChildren().length < 2)
      ? [text]
      : statements.map((node) => {
          const range = node.range()
          const piece = text.slice(range.start.index, range.end.index)
          return scripts.has(language) ? piece.replace(/;$/, '') : piece
        })
  const optional = scripts.has(language) ? optionals(pieces).filter((each) => each.every((piece) => !isBroken(parse(piece)))) : []
  const variants = [pieces, ...optional].flatMap((each) => quotings(each, language))
  return { language, variants, within: new Map(), words: wordsOf(pieces.join(' ')) }
}

/** What does the same where there is something to call or to look into: `eval?.(x)`, `process?.env`. */
function optionals(pieces: readonly string[]): string[][] {
  const calls = (piece: string) => piece.replace(/(?<=[\w$)\]])\(/g, '?.(')
  const members = (piece: string) => piece.replace(/(?<=[\w$)\]])\.(?=[\w$])/g, '?.')
  const all = [pieces.map(calls), pieces.map(members), pieces.map((piece) => members(calls(piece)))]
  const plain = pieces.join('\0')
  return all.filter((each, index) => each.join('\0') !== plain && all.findIndex((same) => same.join('\0') === each.join('\0')) === index)
}

/** Kinds of node that the function around statements has itself. */
const inOfGo = new Set(['identifier', 'block', 'parameter_list'])

/** Statements of Go mean something else outside of a function: `f(x)` converts there, and `if !a.B { … }` makes a value of a type. */
function statementsOfGo(text: string, plain: string, parse: (code: string) => Syntax): Map<string, Part | undefined> | undefined {
  const [before, after] = ['func _() {\n', '\n}']
  const root = parse(before + plain + after)
  const body = root.namedChildren()[0]?.field('body')
  if (isBroken(root) || root.namedChildren().length !== 1) return undefined
  const pieces = (body?.namedChildren() ?? [])
    .flatMap((node) => (node.kind() === 'statement_list' ? node.namedChildren() : [node]))
    .filter((node) => !comments.has(String(node.kind())))
  if (pieces.length === 0) return undefined
  return new Map(
    pieces.map((node) => {
      const { start, end } = node.range()
      const piece = text.slice(start.index - before.length, end.index - before.length)
      const inner = node.kind() === 'expression_statement' ? node.namedChildren()[0]! : node
      return [piece, inOfGo.has(String(inner.kind())) ? undefined : { before, after, selector: String(inner.kind()) }]
    }),
  )
}

function isBroken(root: Syntax): boolean {
  const [whole] = root.namedChildren()
  // An expression that its grammar wants ended (`h()` of Java, `return x` of Rust) stands alone in its error, and is found all the same.
  if (whole?.kind() === 'ERROR' && root.namedChildren().length === 1) {
    const [inner] = whole.children()
    if (whole.children().length === 1 && inner!.isNamed() && !inner!.isLeaf() && inner!.text() === root.text()) return isBroken(inner!)
  }
  return [...walk(root)].some((node) => (node.kind() === 'ERROR' && !variable.test(node.text())) || isMissing(node))
}

/** A variable may stand where its grammar wants more than a name: `{ $$$ }` for members, arms and statements. */
const variable = /^(?:[$µ]{3}[A-Z0-9_]*|[$µ][A-Z_][A-Z0-9_]*)$/

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
  for (const [first, ...rest] of pattern.variants) {
    for (const match of source.root.findAll(sought(pattern, first!))) {
      if (rest.length === 0 || follow(pattern, match, rest, bindings(match, first!))) found.set(match.id(), match)
    }
  }
  return [...found.values()].sort((a, b) => a.range().start.index - b.range().start.index)
}

function sought({ within }: Pattern, piece: string): string | { rule: { pattern: { context: string; selector: string } } } {
  const part = within.get(piece)
  return part ? { rule: { pattern: { context: part.before + piece + part.after, selector: part.selector } } } : piece
}

/** What the variables of a pattern stand for in a match. */
function bindings(match: Syntax, piece: string): Map<string, string> {
  const names = [...piece.matchAll(/(?<!\$)\$([A-Z][A-Z0-9_]*)/g)].map((each) => each[1]!)
  return new Map(names.flatMap((name) => (match.getMatch(name) ? [[name, match.getMatch(name)!.text()] as const] : [])))
}

/** Whether the statements after a match fit the rest of the pattern; `$$$` alone stands for any statements. */
function follow(pattern: Pattern, match: Syntax, rest: readonly string[], bound: ReadonlyMap<string, string>): boolean {
  const parent = match.parent()
  const statement = parent?.kind() === 'expression_statement' ? parent : match
  return fits(
    pattern,
    statement.nextAll().filter((node) => node.isNamed() && !comments.has(String(node.kind()))),
    rest,
    bound,
  )
}

function fits(pattern: Pattern, statements: readonly Syntax[], pieces: readonly string[], bound: ReadonlyMap<string, string>): boolean {
  const [piece, ...later] = pieces
  if (piece === undefined) return true
  if (/^\$\$\$[A-Z0-9_]*;?$/.test(piece.trim())) {
    return later.length === 0 || statements.some((_, index) => fits(pattern, statements.slice(index), later, bound))
  }
  const [statement, ...others] = statements
  if (!statement) return false
  for (const node of [statement, ...(statement.kind() === 'expression_statement' ? statement.namedChildren() : [])]) {
    const match = node.matches(sought(pattern, piece)) ? node.find(sought(pattern, piece)) : null
    if (!match || match.id() !== node.id()) continue
    const mine = bindings(match, piece)
    if ([...mine].some(([name, text]) => bound.has(name) && bound.get(name) !== text)) continue
    if (fits(pattern, others, later, new Map([...bound, ...mine]))) return true
  }
  return false
}
