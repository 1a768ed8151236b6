import { type Catalog, partsOf } from '../catalog/catalog.ts'
import { nameParts, ownName, shortName } from '../catalog/names.ts'
import { partNamed, tableNamed } from '../guards/schema/subject.ts'
import type { Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'

/** Checks and indexes of protected tables that no protection pins: neither `table` nor `column` does, so they may go unseen. */
export function unpinned(catalog: Catalog, protections: readonly Protection[]): string[] {
  const tables = new Set(
    protections.flatMap(({ kind, subject }) => {
      const parts = nameParts(subject)
      const found = kind === 'table' ? tableNamed(catalog, parts) : kind === 'column' ? tableNamed(catalog, parts.slice(0, -1)) : undefined
      return found ? [found] : []
    }),
  )
  const pinned = new Set(
    protections.flatMap((each) =>
      each.kind === 'constraint' || each.kind === 'index' ? (named(catalog, each.kind, each)?.key ?? []) : [],
    ),
  )
  return [...tables].flatMap((table) => {
    const free = partsOf(catalog, table.key).filter(
      ({ kind, key, aspects }) =>
        !pinned.has(key) && ((kind === 'constraint' && aspects.type === 'check') || (kind === 'index' && aspects.unique !== true)),
    )
    if (free.length === 0) return []
    const names = free.map((each) => `${each.kind === 'index' ? 'index' : 'check'} \`${ownName(each)}\``).sort()
    return [`\`${shortName(table.name)}\` is protected, and no protection pins its ${names.join(', its ')}`]
  })
}

/** A name that fits several is refused where its own protection is judged. */
function named(catalog: Catalog, kind: 'constraint' | 'index', protection: Protection) {
  try {
    return partNamed(catalog, kind, protection)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return undefined
  }
}
