import type { Place } from '../../model/place.ts'
import { type Sight, statementPlace } from '../schema/sight.ts'
import type { Gain } from './gains.ts'

/** The statement that gave a right: a grant, a change of owner, a membership on the way. */
export async function granted(sight: Sight, gain: Gain): Promise<Place[]> {
  const { before, after } = sight.passage
  const changed = (key: string, aspect: string) =>
    JSON.stringify(before.objects.get(key)?.aspects[aspect]) !== JSON.stringify(after.objects.get(key)?.aspects[aspect])
  const table = gain.on.kind === 'column' ? gain.on.of : undefined
  const asked: [key: string, aspect: string][] = [
    [gain.on.key, 'privileges'],
    [gain.on.key, 'owner'],
    ...(table
      ? ([
          [table, 'privileges'],
          [table, 'owner'],
        ] as [string, string][])
      : []),
    ...gain.path.map((role): [string, string] => [`role:${role}`, 'memberships']),
    ...gain.path.map((role): [string, string] => [`role:${role}`, 'attributes']),
  ]
  for (const [key, aspect] of asked) {
    if (!changed(key, aspect)) continue
    const at = await sight.passage.blame(key, aspect)
    if (at) return [statementPlace(at, 'gives it')]
  }
  return []
}
