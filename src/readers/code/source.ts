import type { SgNode, SgRoot } from '@ast-grep/napi'
import { Refusal } from '../../model/refusal.ts'
import type { Reader } from '../../model/tree.ts'
import { type CodeLanguage, codeEndings, codeLanguageOf } from './languages.ts'
import { blank } from './literal.ts'
import { loadGrammars } from './load.ts'

/** A node of a syntax tree. */
export type Syntax = SgNode

/** A file of code as a syntax tree. */
export interface Source {
  path: string
  language: CodeLanguage
  text: string
  root: Syntax
  /** Keeps the tree that the nodes point into. */
  tree: SgRoot
}

const mostCharacters = 4_000_000
const mostNesting = 1000

/** Reads a file of code; a language without a grammar is a refusal. */
export const code: Reader<Source> = {
  name: 'code',
  read: async (bytes, path) => parseCode(new TextDecoder('utf-8').decode(bytes), path),
}

/** Reads a file of code without its comments. */
export const bareCode: Reader<Source> = {
  name: 'code without comments',
  read: async (bytes, path) => withoutComments(await code.read(bytes, path)),
}

/** Parses code in the language of the path's ending. */
async function parseCode(text: string, path: string): Promise<Source> {
  const language = codeLanguageOf(path)
  if (!language) {
    throw new Refusal(`\`${path}\` is in no language that is read as code; these endings are: ${codeEndings.join(', ')}`, { path })
  }
  if (text.length > mostCharacters) throw new Refusal(`\`${path}\` is larger than 4 MB and was not read as code`, { path })
  if (nesting(text) > mostNesting)
    throw new Refusal(`\`${path}\` is nested more than ${mostNesting} deep and was not read as code`, { path })
  const { engineFor, engineNames } = await loadGrammars()
  const tree = (await engineFor(language)).parse(engineNames[language], text)
  return { path, language, text, root: tree.root(), tree }
}

/** How deep brackets stand in brackets; those in strings are counted too, so the limit is generous. */
function nesting(text: string): number {
  let depth = 0
  let most = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === 40 || character === 91 || character === 123) most = Math.max(most, ++depth)
    else if ((character === 41 || character === 93 || character === 125) && depth > 0) depth--
  }
  return most
}

/** The same code with its comments made white space, so that none stands between what is looked for; places stay. */
async function withoutComments(source: Source): Promise<Source> {
  const comments = commentsOf(source).map(extent)
  if (comments.length === 0) return source
  const { root, tree } = await parseCode(blank(source.text, comments), source.path)
  return { ...source, root, tree }
}

/** Runs what follows the nesting of code; where that is deeper than the stack, it is a refusal. */
export function withinStack<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Refusal(`\`${path}\` is nested too deep and was not read as code`, { path }, { cause: error })
  }
}

/** The comments of a file. */
function commentsOf({ root, language }: Source): Syntax[] {
  const kinds = language === 'rust' || language === 'java' ? ['line_comment', 'block_comment'] : ['comment']
  return root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
}

/** All descendants of a node, and itself, in the order of the text. */
export function* walk(node: Syntax): Generator<Syntax> {
  const stack = [node]
  for (let at = stack.pop(); at; at = stack.pop()) {
    yield at
    stack.push(...at.children().reverse())
  }
}

/** Where a node stands, as offsets into the text of its file. */
export function extent(node: Syntax): { start: number; end: number } {
  const range = node.range()
  return { start: range.start.index, end: range.end.index }
}
