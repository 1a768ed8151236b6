import type { Change } from '../../model/change.ts'
import type { Options, Values } from '../../model/option.ts'
import { equal } from '../../model/orders.ts'
import { type Place, type Span, spanOf } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { pathProblem, text } from '../../model/values.ts'
import { confines, covers } from '../globs.ts'
import { guard, type Say } from '../guard.ts'
import { parentGlobs } from '../rust-modules.ts'
import { nameSightings } from '../sightings.ts'
import { codes } from './codes.ts'
import { lookFor, type Match } from './matches.ts'

const options = {
  contains: {
    type: text,
    order: equal<string>('contains'),
    says: 'A syntax pattern that stands in one of the files at least, in code that can run.',
  },
  absent: { type: text, order: equal<string>('absent'), says: 'A syntax pattern that stands in none of the files.' },
} as const satisfies Options

export type CodeProtection = Protection<Values<typeof options>>

/** Code that stays where it runs, and code that stays away. */
export const code = guard({
  kind: 'code',
  evidence: 'files',
  subject: {
    says: 'A glob of files in TypeScript, JavaScript, Rust, Python, Go or Java.',
    wrong: pathProblem,
    order: ({ contains, absent }) => ({
      weaker: async (older, newer, files) => {
        const sides = [older, newer].map((glob) => (glob === undefined ? undefined : [glob])) as [
          string[] | undefined,
          string[] | undefined,
        ]
        const lost = contains === undefined ? undefined : await confines('code').weaker(...sides, files)
        return lost ?? (absent === undefined ? undefined : await covers('code').weaker(...sides, files))
      },
    }),
  },
  says: 'Code that one of the files holds where it can run, or that none of them holds; found by syntax, never as text.',
  options,
  codes,
  asks: ({ subject }) => [{ paths: [subject, ...parentGlobs([subject])] }],
  uphold: async (protection: CodeProtection, files: Change<Files>, say: Say<typeof codes>) => {
    const { contains, absent } = protection.options
    if (contains === undefined && absent === undefined) {
      const { path, span } = protection.at
      throw new Refusal(`\`code: ${protection.subject}\` asks nothing; write \`contains\` or \`absent\` under it`, {
        path,
        line: span.line,
        column: span.column,
      })
    }
    if (contains !== undefined) await upholdContains(protection, contains, files, say)
    if (absent !== undefined) await upholdAbsent(protection, absent, files, say)
  },
})

async function upholdContains(protection: CodeProtection, pattern: string, files: Change<Files>, say: Say<typeof codes>): Promise<void> {
  const dead: Match[] = []
  const apart: Match[] = []
  for await (const match of lookFor(pattern, protection, files)) {
    if (!match.dead && !match.apart) return
    ;(match.dead ? dead : apart).push(match)
  }
  const places: Place[] = []
  for await (const match of lookFor(pattern, protection, { before: files.before, after: files.before })) {
    if (match.dead || match.apart) continue
    places.push(placeOf(match, 'before', 'stood here'))
    break
  }
  // What stood in tests all along is meant to stand there.
  if (apart.length > 0 && places.length === 0) return
  const [first] = [...apart, ...dead]
  const args = { glob: protection.subject, pattern: short(pattern) }
  if (first)
    say('code/dead', {
      args: { ...args, path: first.path, because: (first.dead ?? first.apart)! },
      what: pattern,
      places: [placeOf(first, 'after'), ...places],
    })
  else say('code/gone', { args, what: pattern, places })
}

async function upholdAbsent(protection: CodeProtection, pattern: string, files: Change<Files>, say: Say<typeof codes>): Promise<void> {
  const after = await all(lookFor(pattern, protection, files))
  const before = after.length ? await all(lookFor(pattern, protection, { before: files.before, after: files.before })) : []
  const sighted = (match: Match) => ({ match, path: match.path, text: match.node.text().replace(/\s+(?!\w)|(?<!\w)\s+/g, '') })
  for (const { sighting, what } of nameSightings(before.map(sighted), after.map(sighted), 'touched')) {
    const args = { glob: protection.subject, pattern: short(pattern), path: sighting.path }
    say('code/present', { args, what: `${pattern} ${what}`, places: [placeOf(sighting.match, 'after')] })
  }
}

async function all(matches: AsyncIterable<Match>): Promise<Match[]> {
  return Array.fromAsync(matches)
}

function placeOf({ path, text, node }: Match, side: Place['side'], label?: string): Place {
  const { start, end } = node.range()
  const span: Span = spanOf(text, start.index, end.index)
  return { side, path, span, ...(label ? { label } : {}) }
}

function short(pattern: string): string {
  const line = pattern.trim().replace(/\s+/g, ' ').replaceAll('`', "'")
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
