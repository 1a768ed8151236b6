import type { Change } from '../../model/change.ts'
import type { Place } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import type { RefusalPlace } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'

/** Where a key of a protection stands, for a refusal. */
export function placeIn(protection: Protection<unknown>, key: string): RefusalPlace {
  const span = protection.keys[key] ?? protection.at.span
  return { path: protection.at.path, line: span.line, column: span.column }
}

/** Where a key of a protection stands, on the side whose policy has it so. */
export async function policyPlace(protection: Protection<unknown>, key: string, files: Change<Files>): Promise<Place> {
  const { path } = protection.at
  const span = protection.keys[key] ?? protection.at.span
  const line = async (side: Files) => (await side.text(path))?.split('\n')[span.line - 1]
  const [before, after] = [await line(files.before), await line(files.after)]
  const value = (protection.options as Readonly<Record<string, unknown>>)[key]
  const stands = after !== undefined && (after === before || typeof value !== 'string' || after.includes(value))
  return { side: stands || before === undefined ? 'after' : 'before', path, span }
}
