import { aspectOf } from '../../catalog/aspects.ts'
import { type Catalog, type CatalogObject, ofKind } from '../../catalog/catalog.ts'
import { lastPart, ownName } from '../../catalog/names.ts'
import { lossPlaces, type Sight } from './sight.ts'

/** What a policy, check, index or view asks, as the engine tells it. */
function askedBy({ kind, aspects }: CatalogObject): string {
  const { using = '', withCheck = '', expression = '', definition = '' } = aspects
  return `${using} ${withCheck} ${expression} ${kind === 'constraint' ? '' : definition}`
}

/** The functions of the schema that an object's expressions call, and those that they call. */
function calledBy(catalog: Catalog, asking: CatalogObject): CatalogObject[] {
  const functions = ofKind(catalog, 'function')
  if (functions.length === 0) return []
  const found = new Set<CatalogObject>()
  const texts = [askedBy(asking)]
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    const words = new Set(text.match(/[\w$]+(?=["`]?\s*\()/g) ?? [])
    for (const each of functions) {
      if (found.has(each) || !words.has(lastPart(each.name))) continue
      found.add(each)
      texts.push(String(each.aspects.body ?? ''))
    }
  }
  return [...found]
}

/** A function that an object leans on and that is another one now, in words. */
export function otherCall(before: Catalog, after: Catalog, asking: CatalogObject): { key: string; name: string; says: string } | undefined {
  for (const each of calledBy(before, asking)) {
    const now = after.objects.get(each.key)
    const beside = { language: String(each.aspects.language ?? '') }
    const changed =
      !now ||
      ['body', 'language', 'settings', 'security', 'returns'].some(
        (name) => !aspectOf('function', name).same(each.aspects[name], now.aspects[name], beside),
      )
    if (changed) return { key: each.key, name: each.name, says: `\`${each.name}\`, which it calls, is another function now` }
  }
  return undefined
}

/** A check, an index and a view protect the functions that they call: without them they ask something else. */
export async function weighCalls({ tell, passage, protection }: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  const call = otherCall(passage.before, passage.after, before)
  if (!call || askedBy(before) !== askedBy(after)) return
  tell(`schema/${protection.kind}-changed`, {
    args: { name: protection.subject, aspect: `function \`${call.name}\`` },
    what: `${ownName(before)} calls ${call.name}`,
    places: await lossPlaces(passage, call.key, 'changes it'),
  })
}
