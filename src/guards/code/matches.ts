import type { Change } from '../../model/change.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import type { CodeLanguage } from '../../readers/code/languages.ts'
import type { Pattern } from '../../readers/code/search.ts'
import type { Syntax } from '../../readers/code/source.ts'
import { neverBuilt } from '../rust-modules.ts'
import type { CodeProtection } from './code.ts'

/** One place where a pattern stands, with why it can never run. */
export interface Match {
  path: string
  text: string
  node: Syntax
  dead?: string
  /** Why it runs in tests alone, or in no build of what is shipped. */
  apart?: string
}

/** Every place of `after` where a pattern stands; a pattern that is code in none of the files' languages is a refusal. */
export async function* lookFor(pattern: string, protection: CodeProtection, files: Change<Files>): AsyncGenerator<Match> {
  const { codeEndings, codeLanguageOf } = await import('../../readers/code/languages.ts')
  const { bareCode } = await import('../../readers/code/source.ts')
  const { matchesOf } = await import('../../readers/code/search.ts')
  const { deadBecause } = await import('../../readers/code/alive.ts')
  const { apartBecause } = await import('../../readers/code/apart.ts')
  const entries = await files.after.entries()
  const regular = (await files.after.match([protection.subject])).filter((path) => ['file', 'executable'].includes(entries.get(path)!.mode))
  const paths = regular.filter((path) => codeLanguageOf(path))
  const { path, span } = protection.at
  const at = { path, line: span.line, column: span.column }
  if (regular.length > 0 && paths.length === 0) {
    throw new Refusal(
      `no file of \`${protection.subject}\` is in a language that is read as code; these endings are: ${codeEndings.join(', ')}`,
      at,
    )
  }
  const patterns = await readAll(pattern, new Set(paths.map((each) => codeLanguageOf(each)!)), at)
  await files.after.prefetch?.(paths)
  for (const each of paths) {
    const ready = patterns.get(codeLanguageOf(each)!)
    const text = await files.after.text(each)
    if (!ready || text === undefined || !ready.words.every((word) => text.includes(word))) continue
    const source = (await files.after.read(each, bareCode))!
    for (const node of matchesOf(ready, source)) {
      const dead = deadBecause(node, source)?.because ?? (await unbuilt(files, each, node))
      const apart = dead ? undefined : apartBecause(node, source)
      yield { path: each, text: source.text, node, ...(dead ? { dead } : {}), ...(apart ? { apart } : {}) }
    }
  }
}

async function readAll(pattern: string, languages: ReadonlySet<CodeLanguage>, at: Refusal['at']): Promise<Map<CodeLanguage, Pattern>> {
  const { readPattern } = await import('../../readers/code/search.ts')
  const ready = new Map<CodeLanguage, Pattern>()
  let refusal: Refusal | undefined
  for (const language of languages) {
    try {
      ready.set(language, await readPattern(pattern, language))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusal = new Refusal(error.message, at)
    }
  }
  if (ready.size === 0 && refusal) throw refusal
  return ready
}

async function unbuilt(files: Change<Files>, path: string, node: Syntax): Promise<string | undefined> {
  const off = await neverBuilt(files, path, node)
  return off && `its file is never compiled (${off.how})`
}
