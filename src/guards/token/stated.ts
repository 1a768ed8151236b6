import type { Change } from '../../model/change.ts'
import { type Place, spanOf } from '../../model/place.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import type { Literals } from '../../readers/code/literal.ts'
import type { Stated } from '../../readers/code/stated.ts'
import type { Language } from '../../readers/regex/language.ts'
import { variable } from './options.ts'
import type { SayToken, Token } from './token.ts'

type InPlace = NonNullable<Token['options']['in']>[number]

/** Every place of `in` states the same language, in code that can run. */
export async function upholdStated(protection: Token, own: Language, files: Change<Files>, say: SayToken): Promise<void> {
  for (const place of protection.options.in ?? []) await upholdPlace(protection, own, place, files, say)
}

async function upholdPlace(protection: Token, own: Language, place: InPlace, files: Change<Files>, say: SayToken): Promise<void> {
  const { literalReader, statedIn } = await import('../../readers/code/stated.ts')
  const { file: path, contains } = place
  const look = async (side: Files) => {
    const entry = (await side.entries()).get(path)
    const file = entry && entry.mode !== 'symlink' && entry.mode !== 'gitlink' ? await side.read(path, literalReader) : undefined
    const text = file && (await side.text(path))
    return file && text !== undefined ? { file, text, found: statedIn(file, contains, variable) } : undefined
  }
  const seen = await look(files.after)
  const live = seen?.found.filter(({ dead }) => !dead) ?? []
  for (const each of live) await upholdSame(protection, own, place, seen!.file, each, spanOf(seen!.text, each.start, each.end), say)
  const out = (each: Stated) => each.dead?.because ?? each.apart
  if (live.some(({ apart }) => !apart)) return
  const stood = await look(files.before)
  const was = stood?.found.find((each) => !out(each))
  // What stood in tests all along is meant to stand there.
  if (live.length > 0 && !was) return
  const dead = live[0] ?? seen?.found[0]
  const places: Place[] = []
  if (dead) places.push({ side: 'after', path, span: spanOf(seen!.text, dead.start, dead.end), label: out(dead)! })
  if (was) places.push({ side: 'before', path, span: spanOf(stood!.text, was.start, was.end), label: 'stood here' })
  const how = !seen ? '' : dead ? 'in code that can run' : `as \`${contains.replaceAll('`', "'")}\``
  say('token/in-gone', { args: { format: protection.subject, path, contains, how }, places, what: `${path} ${contains}` })
}

async function upholdSame(
  protection: Token,
  own: Language,
  { file: path, contains }: InPlace,
  file: Literals,
  stated: Stated,
  span: ReturnType<typeof spanOf>,
  say: SayToken,
): Promise<void> {
  const { missingFrom } = await import('../../readers/regex/compare.ts')
  const theirs = await languageThere(path, span, file, stated)
  const place: Place = { side: 'after', path, span, label: 'states another format' }
  const missing = missingFrom(own, theirs)
  const what = `${path} ${contains}`
  if (missing)
    say('token/in-differs', {
      args: { format: protection.subject, path, narrower: 1, ...missing },
      places: [place],
      what: `${what} narrower`,
    })
  const added = missing ? undefined : missingFrom(theirs, own)
  if (added)
    say('token/in-differs', { args: { format: protection.subject, path, narrower: 0, ...added }, places: [place], what: `${what} wider` })
}

/** The language that the code searches for, or a refusal that says what stands in the way. */
async function languageThere(path: string, span: ReturnType<typeof spanOf>, file: Literals, stated: Stated): Promise<Language> {
  const { alteredBy } = await import('../../readers/code/altered.ts')
  const { searchedAs } = await import('../../readers/code/searched.ts')
  const { asEcmaScript, withoutLayout } = await import('../../readers/regex/dialect.ts')
  const { languageOf } = await import('../../readers/regex/language.ts')
  const at = { path, line: span.line, column: span.column }
  const refuse = (problem: string): never => {
    throw new Refusal(`what \`${path}\` states for \`${variable}\` could not be decided: ${problem}`, at)
  }
  if ('problem' in stated.value) return refuse(stated.value.problem)
  const altered = stated.end <= (stated.literal.joined?.at(-1) ?? stated.literal).end ? alteredBy(file, stated.literal) : undefined
  if (altered) return refuse(`\`${altered}\` makes another text of it`)
  const searched = searchedAs(file, stated)
  if ('problem' in searched) return refuse(searched.problem)
  const { source, flags } = asEcmaScript(stated.value.value, file.language)
  const all = [...new Set(searched.flags + flags)].join('')
  const dense = all.includes('x') ? withoutLayout(source, file.language) : source
  if (/\[[^\]]*&&/.test(dense) && ['java', 'rust'].includes(file.language)) return refuse('it intersects sets of characters with `&&`')
  return languageOf(dense, { flags: all.replace('x', ''), search: searched.search, placeOf: () => at })
}
