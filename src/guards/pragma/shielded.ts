import { ofKind, partsOf } from '../../catalog/catalog.ts'
import { ownName } from '../../catalog/names.ts'
import type { Passage, Probe } from '../../catalog/passage.ts'
import { fullId, type Protection } from '../../model/policy.ts'
import { describeReference, type Reference, referencesOf } from '../schema/keys.ts'

/** What asks for the rows that a pragma would have refused (sqlite.org/pragma.html). */
const questions: Readonly<Record<string, string>> = {
  foreign_keys: 'SELECT "table", "rowid", "parent" FROM pragma_foreign_key_check',
  ignore_check_constraints: `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check LIKE 'CHECK constraint failed%'`,
}

const nameOf = (protection: Protection) => `pragma ${fullId(protection)}`

/** The questions that tell whether rows came that the pragma keeps out. */
export function probesOf(protection: Protection): Probe[] {
  const name = protection.subject.toLowerCase()
  const sql = Object.hasOwn(questions, name) ? questions[name] : undefined
  return sql === undefined ? [] : [{ name: nameOf(protection), sql, when: 'after every statement', needsRows: /\bpragma\b/i }]
}

/** What came or went that the pragma watches over, in a clause; undefined where nothing did. */
export function shielded(protection: Protection, passage: Passage): string | undefined {
  if (protection.subject.toLowerCase() === 'foreign_keys') {
    const lost = lostReference(passage)
    if (lost) return lost
  }
  const own = passage.answers.filter(({ probe }) => probe === nameOf(protection))
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last || first === last || (last.rows ?? 0) <= (first.rows ?? 0)) return undefined
  const count = last.rows! - (first.rows ?? 0)
  return `${count} ${count === 1 ? 'row comes' : 'rows come'} that it keeps out`
}

/** The first foreign key that is gone, or acts otherwise, though all its columns stay. */
function lostReference({ before, after }: Passage): string | undefined {
  for (const table of ofKind(before, 'table')) {
    const now = after.objects.get(table.key)
    if (!now || now === table) continue
    const columns = new Set(partsOf(after, now.key, 'column').map(ownName))
    const newer = referencesOf(after, now)
    for (const reference of referencesOf(before, table)) {
      if (!reference.columns.every((column) => columns.has(column)) || newer.some((each) => stays(reference, each))) continue
      return `\`${describeReference(reference, reference.columns[0])}\` of \`${table.name}\` is lost`
    }
  }
  return undefined
}

const stays = (older: Reference, newer: Reference) =>
  older.columns.join() === newer.columns.join() &&
  older.table.toLowerCase() === newer.table.toLowerCase() &&
  older.onDelete === newer.onDelete &&
  older.onUpdate === newer.onUpdate &&
  (older.deferred || !newer.deferred)
