import type { Document } from 'yaml'
import { Refusal } from '../../model/refusal.ts'
import { placeAt } from './bytes.ts'

/** How deep a value may be nested; people stay under ten. */
export const mostLevels = 64

/** `strict` is the YAML of policies, `loose` that of other tools. */
export type Manner = 'strict' | 'loose'

/** The one document of a YAML text, or a Refusal at its first error. */
export async function documentOf(text: string, path: string, manner: Manner): Promise<Document.Parsed | undefined> {
  const { Composer, Parser, Lexer } = await import('yaml')
  const refuse = (message: string, offset: number): never => {
    throw new Refusal(message, { path, ...placeAt(text, offset) })
  }
  const parser = new Parser()
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false, strict: true })
  const documents: Document.Parsed[] = []
  const depth = depthOf(refuse)
  let offset = 0
  const compose = (tokens: Iterable<Parameters<(typeof composer)['next']>[0]>) => {
    for (const token of tokens) for (const document of composer.next(token)) documents.push(document as Document.Parsed)
  }
  let scalar = false
  for (const lexeme of new Lexer().lex(text)) {
    const mark = /^[\x02\x18\x1f]$/.test(lexeme)
    if (!mark && !scalar) {
      depth(lexeme, offset)
      if (manner === 'strict') refuseExtras(lexeme, offset, refuse)
    }
    scalar = lexeme === '\x1f'
    if (!mark) offset += lexeme.length
    compose(parser.next(lexeme))
  }
  compose(parser.end())
  for (const document of composer.end(false, text.length)) documents.push(document as Document.Parsed)
  for (const [index, document] of documents.entries()) {
    if (index > 0) refuse('a second document begins here; one file holds one', document.range[0])
    const wrong = manner === 'strict' ? [...document.errors, ...document.warnings] : document.errors
    const first = [...wrong].sort((a, b) => a.pos[0] - b.pos[0])[0]
    if (first) refuse(sentence(first.code, first.message), first.pos[0])
  }
  return documents[0]
}

/** Tags and directives change what text means, out of sight. */
function refuseExtras(lexeme: string, offset: number, refuse: (message: string, offset: number) => never): void {
  if (lexeme.startsWith('!')) refuse(`\`${lexeme}\` is a tag, and policies hold none; if it is text, quote it`, offset)
  if (lexeme.startsWith('%')) refuse('a directive stands here; policies hold none', offset)
}

/** Counts open brackets, and `- - -` on one line, before anything recurses over them. */
function depthOf(refuse: (message: string, offset: number) => never): (lexeme: string, offset: number) => void {
  let open = 0
  let compact = 0
  return (lexeme, offset) => {
    if (lexeme === '[' || lexeme === '{') open++
    else if ((lexeme === ']' || lexeme === '}') && open > 0) open--
    else if (lexeme === '-' || lexeme === '?') compact++
    else if (lexeme.endsWith('\n')) compact = 0
    if (open > mostLevels || compact > mostLevels) refuse(`this is nested more than ${mostLevels} levels deep`, offset)
  }
}

/** What is wrong, with the way out where it is text that wants quotes. */
function sentence(code: string, message: string): string {
  const plain = message.replace(/\s+/g, ' ').replace(/[.\s]+$/, '')
  if (code === 'BAD_SCALAR_START') return `${plain}; quote it`
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'a second `: ` stands in this line; if it is text, quote it'
  if (code === 'RESOURCE_EXHAUSTION') return 'this is nested too deep'
  return `this is not YAML: ${plain}`
}
