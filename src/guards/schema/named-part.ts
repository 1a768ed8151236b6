import type { CatalogObject } from '../../catalog/catalog.ts'
import { dotWithin, nameParts, ownName } from '../../catalog/names.ts'
import { tellGone, weighAspects } from './factory.ts'
import { lossPlaces, type Sight } from './sight.ts'

/** The subject of a protection of a part of a table. */
export const partSubject = (kind: string) => ({
  says: `the ${kind}'s name, qualified where needed: \`table.${kind}\``,
  wrong: (subject: string) => {
    const parts = nameParts(subject)
    return parts.length >= 1 && parts.length <= 3
      ? dotWithin(parts.slice(0, -1))
      : `\`${subject}\` names no ${kind}; write \`${kind}\` or \`table.${kind}\``
  },
})

/** The table that a qualified subject names, where it names one. */
export function tablesOfPart(subject: string): string[] {
  const parts = nameParts(subject)
  if (parts.length < 2) return []
  return [
    parts
      .slice(0, -1)
      .map(({ text, quoted }) => (quoted ? `"${text}"` : text))
      .join('.'),
  ]
}

/** What is gone by its name passes where the same definition stands under another name. */
export async function passOrGone(sight: Sight, before: CatalogObject): Promise<void> {
  const now = sight.pairs().get(before.key)?.after
  if (now && now.of !== before.of) await tellMoved(sight, before, now)
  else if (now) await weighAspects(sight, before, now)
  else await tellGone(sight, before)
}

/** A part whose table goes by another name stays; not where another table stands in that one's place. */
export async function weighPart(sight: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  if (before.of !== undefined && after.of !== before.of && sight.passage.after.objects.has(before.of)) await tellMoved(sight, before, after)
  else await weighAspects(sight, before, after)
}

async function tellMoved(sight: Sight, before: CatalogObject, now: CatalogObject): Promise<void> {
  const { kind, subject } = sight.protection
  const [from, to] = [before, now].map(({ of = '' }) => `\`${of.slice(of.indexOf(':') + 1)}\``)
  sight.tell(`schema/${kind}-changed`, {
    args: { name: subject, aspect: 'table', from: from!, to: to! },
    what: `${ownName(before)} table ${from} ${to}`,
    places: await lossPlaces(sight.passage, before.of ?? before.key, 'changes it'),
  })
}
