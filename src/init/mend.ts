import type { Finding } from '../model/finding.ts'
import type { Draft, Value } from './draft.ts'

/** Which keys of a draft a finding may speak of, the likeliest first. */
const keysOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^document\/heading/, ['headings', 'checklist', 'tables', 'fences']],
  [/^document\/(?:field|front-matter)/, ['fields', 'fresh']],
  [/^document\/(?:day|fresh|stale|date)/, ['fresh']],
  [/^document\/(?:step|order)/, ['steps']],
  [/^document\/(?:table|column|cell)/, ['tables', 'steps']],
  [/^document\/checklist/, ['checklist']],
  [/^document\/(?:fence|placeholder)/, ['fences']],
  [/^token\/(?:in-|stated)/, ['in']],
  [/^token\/(?:present|found|leaked|absent|holds)/, ['absent-from']],
]

/** The draft without what does not hold of it; `undefined` where that is all of it. */
export function without(draft: Draft, findings: readonly Finding[]): Draft | undefined {
  const [finding] = findings
  if (!finding) return undefined
  const candidates = keysOf.find(([code]) => code.test(finding.code))?.[1] ?? []
  const key = candidates.find((each) => draft.keys[each] !== undefined)
  if (key === undefined) return undefined
  const value = smaller(draft.keys[key]!, finding.message)
  const keys = { ...draft.keys }
  if (value === undefined) delete keys[key]
  else keys[key] = value
  const sources = value === undefined ? draft.sources.filter(({ says }) => says !== key) : draft.sources
  return { ...draft, keys, sources }
}

/** A list of names, or a mapping, without what the message names; nothing where it names none of them or that is all. */
function smaller(value: Value, message: string): Value | undefined {
  const named = (name: string) => message.includes(`\`${name}\``)
  if (Array.isArray(value)) {
    const rest = (value as readonly Value[]).filter((each) => typeof each !== 'string' || !named(each))
    return rest.length && rest.length < value.length ? rest : undefined
  }
  if (typeof value !== 'object') return undefined
  const rest = Object.entries(value).filter(([name]) => !named(name))
  return rest.length && rest.length < Object.keys(value).length ? Object.fromEntries(rest) : undefined
}
