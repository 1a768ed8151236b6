import { ofKind } from '../catalog/catalog.ts'
import { diffCatalogs } from '../catalog/diff.ts'
import type { Script } from '../model/script.ts'
import type { Seen } from './grade.ts'

/** What may come to something else though all that the catalog shows is the same: rows, counters, settings, the clock. */
const depends =
  /\b(call|copy|delete|do|execute|explain|import|insert|load|merge|nextval|perform|pragma|prepare|refresh|replace|reset|rollback|select|set_config|truncate|update)\b|^\s*set\b/im

/**
 * Whether a second up that raised no error has come to what the first came to, so that the catalog behind it need not be read: the way
 * back left nothing otherwise, and the script does nothing but make, change and drop by name.
 */
export function comesToTheSame({ before, back }: Pick<Seen, 'before' | 'back'>, up: Script): boolean {
  if (up.by || !back || depends.test(up.text.replace(/\bon\s+(delete|update)\b/gi, ''))) return false
  // What answers to changes of the schema runs whatever it likes.
  if (ofKind(before, 'event trigger').length) return false
  return diffCatalogs(before, back, { identities: true }).length === 0
}
