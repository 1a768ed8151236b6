import type { Protection } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { edit, type Target, type Weakening } from './weakening.ts'

interface TokenOptions {
  pattern: string
  'may-overlap'?: readonly string[]
  'absent-from'?: readonly string[]
  accepts?: readonly string[]
  rejects?: readonly string[]
  in?: readonly { file: string; contains: string }[]
}

type Token = Protection<TokenOptions>

/** Stands for the pattern in what `in` looks for. */
const variable = '$PATTERN'

/** Ways to weaken a format: in the policy that states it, in the code that repeats it, in files that must not hold it. */
export async function* token({ protection, files }: Target<TokenOptions>): AsyncIterable<Weakening> {
  yield* policyEdits(protection, files)
  for (const { file, contains } of protection.options.in ?? []) yield* codeEdits(file, contains, files)
  const { 'absent-from': globs } = protection.options
  const path = globs && (await files.match(globs))[0]
  const token = await example(protection)
  if (path && token) yield made('a token in a file', 'token/found', path, `${(await files.text(path)) ?? ''}\n${token}\n`)
}

async function* policyEdits(protection: Token, files: Files): AsyncIterable<Weakening> {
  const { path } = protection.at
  const text = await files.text(path)
  const { pattern, accepts } = protection.options
  if (text === undefined || !text.includes(pattern)) return
  const replaced = (by: string) => text.replace(pattern, () => by)
  const others = protection.protocol.protect.filter((each): each is Protection<never> => each.kind === 'token') as readonly Token[]
  for (const other of others) {
    if (other.subject === protection.subject || other.options['may-overlap']?.includes(protection.subject)) continue
    if (protection.options['may-overlap']?.includes(other.subject)) continue
    yield made(`a pattern that fits ${other.subject} too`, 'token/overlaps', path, replaced(`(?:${pattern})|(?:${other.options.pattern})`))
  }
  if (accepts?.length) yield made('a pattern that refuses its examples', 'token/example-refused', path, replaced('^refused$'))
}

async function* codeEdits(path: string, contains: string, files: Files): AsyncIterable<Weakening> {
  const text = await files.text(path)
  if (text === undefined) return
  yield edit(`${path} removed`, path, undefined, 'token/in-gone')
  yield made(`${path} emptied`, 'token/in-gone', path, '\n')
  const { literalReader, statedIn } = await import('../readers/code/stated.ts')
  const file = await files.read(path, literalReader)
  const [stated] = file ? statedIn(file, contains, variable) : []
  if (!stated) return
  const { contentStart, contentEnd, flags } = stated.literal
  const content = text.slice(contentStart, contentEnd)
  const stating = (what: string, by: string) =>
    made(`${path}: ${what}`, 'token/in-differs', path, text.slice(0, contentStart) + by + text.slice(contentEnd))
  yield stating('nothing fits', '^$')
  yield stating('everything fits', '.*')
  if (content.includes('^')) yield stating('the first anchor dropped', content.replace('^', ''))
  if (content.endsWith('$')) yield stating('the last anchor dropped', content.slice(0, -1))
  const shorter = content.replace(/\{(\d+)\}/, (_, count) => `{${Number(count) + 1}}`)
  if (shorter !== content) yield stating('another length', shorter)
  if (flags !== undefined && !flags.includes('i'))
    yield made(`${path}: the flag i`, 'token/in-differs', path, `${text.slice(0, contentEnd + 1)}i${text.slice(contentEnd + 1)}`)
}

async function example(protection: Token): Promise<string | undefined> {
  const { languageOf } = await import('../readers/regex/language.ts')
  const { wordMissing } = await import('../readers/regex/compare.ts')
  return wordMissing(await languageOf(protection.options.pattern), await languageOf('[^\\s\\S]'))
}

const made = (what: string, code: string, path: string, text: string): Weakening => edit(what, path, text, code)
