import type { CatalogObject } from '../../catalog/catalog.ts'
import { nameParts } from '../../catalog/names.ts'
import { tellGone, weighAspects } from './factory.ts'
import type { Sight } from './sight.ts'

/** The subject of a protection of a part of a table. */
export const partSubject = (kind: string) => ({
  says: `the ${kind}'s name, qualified where needed: \`table.${kind}\``,
  wrong: (subject: string) => {
    const { length } = nameParts(subject)
    return length >= 1 && length <= 3 ? undefined : `\`${subject}\` names no ${kind}; write \`${kind}\` or \`table.${kind}\``
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
  if (now) await weighAspects(sight, before, now)
  else await tellGone(sight, before)
}
