import { type AspectValue, type CatalogObject, keyOf, type ObjectKind } from '../../catalog/catalog.ts'
import type { Lists } from './catalog-lists.ts'

export type Aspects = Readonly<Record<string, AspectValue | undefined>>

export const enabledStates: Readonly<Record<string, string>> = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' }

/** Collects objects with their comments; what is undefined or null is no aspect. */
export function maker(lists: Lists) {
  const objects: CatalogObject[] = []
  const add = (kind: ObjectKind, name: string, identity: string, catalog: string, aspects: Aspects, of?: string): string => {
    const key = keyOf(kind, name)
    const known: Record<string, AspectValue> = {}
    for (const [aspect, value] of Object.entries(aspects)) if (value !== undefined && value !== null) known[aspect] = value
    const dot = identity.indexOf('.')
    const comment = lists.comments.size
      ? lists.comments.get(`${catalog} ${dot === -1 ? `${identity} 0` : identity.replace('.', ' ')}`)
      : undefined
    if (comment !== undefined) known.comment = comment
    objects.push(of === undefined ? { key, kind, name, identity, aspects: known } : { key, kind, name, of, identity, aspects: known })
    return key
  }
  return { objects, add }
}
