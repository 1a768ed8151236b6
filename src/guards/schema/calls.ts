import { aspectOf } from '../../catalog/aspects.ts'
import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { lastPart } from '../../catalog/names.ts'

/** The functions of the schema that the expressions of a policy or check call, and those that they call. */
function calledBy(catalog: Catalog, policy: CatalogObject): CatalogObject[] {
  const functions = [...catalog.objects.values()].filter(({ kind }) => kind === 'function')
  if (functions.length === 0) return []
  const found = new Set<CatalogObject>()
  const { using = '', withCheck = '', expression = '' } = policy.aspects
  const texts = [`${using} ${withCheck} ${expression}`]
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    const words = new Set(text.match(/[\w$]+(?="?\s*\()/g) ?? [])
    for (const each of functions) {
      if (found.has(each) || !words.has(lastPart(each.name))) continue
      found.add(each)
      texts.push(String(each.aspects.body ?? ''))
    }
  }
  return [...found]
}

/** A function that a policy or check leans on and that is another one now, in words. */
export function otherCall(before: Catalog, after: Catalog, policy: CatalogObject): { key: string; name: string; says: string } | undefined {
  for (const each of calledBy(before, policy)) {
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
