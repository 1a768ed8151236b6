import { blank, type Literal, type Literals, unescapeText } from './literal.ts'

interface Piece {
  /** Matches one token at its place. */
  at: RegExp
  kind: 'comment' | 'literal'
  /** How many characters the delimiters take, and what the content means. */
  open?: number
  close?: number
  decode?: Literal['decode']
}

const asIs = (raw: string) => ({ value: raw })
const doubled = (quote: string) => (raw: string) => ({ value: raw.replaceAll(quote + quote, quote) })

const json: readonly Piece[] = [
  { at: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y, kind: 'comment' },
  { at: /"(?:[^"\\\n]|\\.)*"/y, kind: 'literal', open: 1, close: 1, decode: (raw) => unescapeText(raw, 'nrtbf') },
]

const toml: readonly Piece[] = [
  { at: /#[^\n]*/y, kind: 'comment' },
  {
    at: /"""(?:[^\\]|\\[\s\S])*?"""/y,
    kind: 'literal',
    open: 3,
    close: 3,
    decode: (raw) => unescapeText(raw.replace(/^\r?\n/, ''), 'nrtbfe'),
  },
  { at: /'''[\s\S]*?'''/y, kind: 'literal', open: 3, close: 3, decode: (raw) => ({ value: raw.replace(/^\r?\n/, '') }) },
  { at: /"(?:[^"\\\n]|\\.)*"/y, kind: 'literal', open: 1, close: 1, decode: (raw) => unescapeText(raw, 'nrtbfe') },
  { at: /'[^'\n]*'/y, kind: 'literal', open: 1, close: 1, decode: asIs },
]

const sql: readonly Piece[] = [
  { at: /--[^\n]*|\/\*[\s\S]*?\*\//y, kind: 'comment' },
  {
    at: /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y,
    kind: 'literal',
    open: 2,
    close: 1,
    decode: (raw) => unescapeText(raw.replaceAll("''", "'"), 'nrtbf'),
  },
  { at: /'(?:[^']|'')*'/y, kind: 'literal', open: 1, close: 1, decode: doubled("'") },
  { at: /"(?:[^"]|"")*"/y, kind: 'literal', open: 1, close: 1, decode: doubled('"') },
]

/** The literals of a file of data or SQL by small lexers; `undefined` for another ending. */
export async function scalarsOf(text: string, path: string): Promise<Literals | undefined> {
  const ending = /\.([a-z0-9]+)$/.exec(path)?.[1] ?? ''
  if (['json', 'jsonc', 'json5'].includes(ending)) return lexed('json', text, json)
  if (ending === 'toml') return lexed('toml', text, toml)
  if (ending === 'sql') return lexed('sql', text, sql)
  return ['yaml', 'yml'].includes(ending) ? yamlScalars(text) : undefined
}

function lexed(language: string, text: string, pieces: readonly Piece[]): Literals {
  const literals: Literal[] = []
  const comments: { start: number; end: number }[] = []
  for (let at = 0; at < text.length; ) {
    const piece = pieces.find(({ at: pattern }) => {
      pattern.lastIndex = at
      return pattern.test(text)
    })
    const end = piece ? piece.at.lastIndex : at + 1
    if (piece?.kind === 'comment') comments.push({ start: at, end })
    if (piece?.kind === 'literal') {
      literals.push({ start: at, end, contentStart: at + piece.open!, contentEnd: end - piece.close!, decode: piece.decode! })
    }
    at = end
  }
  return { language, text: blank(text, comments), literals }
}

async function yamlScalars(text: string): Promise<Literals> {
  const { isScalar, parseAllDocuments, visit } = await import('yaml')
  const literals: Literal[] = []
  const taken: { start: number; end: number }[] = []
  for (const document of parseAllDocuments(text, { schema: 'failsafe' })) {
    if (!('contents' in document)) continue
    visit(document, {
      Scalar: (_, node) => {
        if (!isScalar(node) || !node.range) return
        const [start, end] = node.range
        taken.push({ start, end })
        const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
        const block = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'
        literals.push({
          start,
          end,
          contentStart: start + (quoted ? 1 : 0),
          contentEnd: end - (quoted ? 1 : 0),
          decode:
            node.type === 'QUOTE_DOUBLE'
              ? (raw) => unescapeText(raw, 'nrtbfva0e')
              : node.type === 'QUOTE_SINGLE'
                ? doubled("'")
                : block
                  ? () => ({ value: String(node.value).replace(/\n$/, '') })
                  : asIs,
        })
      },
    })
  }
  return { language: 'yaml', text: blank(text, commentsOutside(text, taken)), literals }
}

/** The comments of YAML: from a `#` after white space to the line's end, outside of scalars. */
function commentsOutside(text: string, scalars: readonly { start: number; end: number }[]): { start: number; end: number }[] {
  return [...text.matchAll(/(?<=^|\s)#[^\n]*/gm)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start }) => !scalars.some((scalar) => scalar.start <= start && start < scalar.end))
}
