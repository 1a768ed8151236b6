import type { Change } from '../../model/change.ts'
import type { Values } from '../../model/option.ts'
import type { Protection } from '../../model/policy.ts'
import type { Files } from '../../model/tree.ts'
import type { Language } from '../../readers/regex/language.ts'
import { guard, type Say } from '../guard.ts'
import { upholdAbsence } from './absence.ts'
import { codes } from './codes.ts'
import { options } from './options.ts'
import { placeIn, policyPlace } from './places.ts'
import { upholdStated } from './stated.ts'

export type Token = Protection<Values<typeof options>>
export type SayToken = Say<typeof codes>

/** Formats of tokens: compared as languages, kept apart, and stated alike wherever they stand. */
export const token = guard({
  kind: 'token',
  evidence: 'files',
  subject: { says: 'The name of the format.' },
  says: 'A format of tokens: every token that fits it today goes on to fit it, and no token fits two formats of a protocol.',
  options,
  codes,
  asks: ({ options: { in: places = [], 'absent-from': globs = [] } }) => [{ paths: [...places.map(({ file }) => file), ...globs] }],
  uphold: async (protection: Token, files: Change<Files>, say: SayToken) => {
    const { languageOf } = await import('../../readers/regex/language.ts')
    const own = await languageOf(protection.options.pattern, { placeOf: () => placeIn(protection, 'pattern') })
    await upholdApart(protection, own, files, say)
    await upholdExamples(protection, own, files, say)
    await upholdStated(protection, own, files, say)
    await upholdAbsence(protection, own, files, say)
  },
})

/** Each pair of formats is told once: by the one whose finding weighs more, else by the first name. */
async function upholdApart(protection: Token, own: Language, files: Change<Files>, say: SayToken): Promise<void> {
  const { languageOf } = await import('../../readers/regex/language.ts')
  const { shared } = await import('../../readers/regex/compare.ts')
  const rank = (each: Protection) => `${each.level === 'error' ? 0 : 1} ${each.subject} ${each.id}`
  const allowed = (from: Token, to: Token) => from.options['may-overlap']?.includes(to.subject)
  for (const other of protection.protocol.protect.filter((each): each is Token => each.kind === 'token')) {
    if (rank(other) <= rank(protection) || allowed(protection, other) || allowed(other, protection)) continue
    const witness = shared(own, await languageOf(other.options.pattern, { placeOf: () => placeIn(other, 'pattern') }))
    if (!witness) continue
    const pair = [protection, other].sort((a, b) => (a.subject < b.subject ? -1 : 1))
    say('token/overlaps', {
      args: { first: pair[0]!.subject, second: pair[1]!.subject, ...witness },
      what: JSON.stringify(pair.map(({ subject }) => subject)),
      places: [await policyPlace(protection, 'pattern', files), await policyPlace(other, 'pattern', files)],
    })
  }
}

async function upholdExamples(protection: Token, own: Language, files: Change<Files>, say: SayToken): Promise<void> {
  const { languageAccepts } = await import('../../readers/regex/compare.ts')
  const { masked } = await import('../../readers/regex/witness.ts')
  const { accepts = [], rejects = [] } = protection.options
  const tell = async (code: 'token/example-refused' | 'token/example-accepted', key: 'accepts' | 'rejects', example: string) =>
    say(code, {
      args: { format: protection.subject, ...masked(example, own.automaton) },
      what: example,
      places: [{ ...(await policyPlace(protection, key, files)), hidden: true }],
    })
  for (const example of accepts) if (!languageAccepts(own, example)) await tell('token/example-refused', 'accepts', example)
  for (const example of rejects) if (languageAccepts(own, example)) await tell('token/example-accepted', 'rejects', example)
}
