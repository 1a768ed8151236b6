import { partOf, sql, type Target, type Weakening } from './weakening.ts'

/** A table stays, with all its columns, keys and rows. */
export function* table({ protection: { subject }, engine }: Target): Iterable<Weakening> {
  const own = partOf(subject).name
  yield sql(`drop table \`${subject}\``, `DROP TABLE ${subject}`, 'schema/table-dropped')
  yield sql(`rename table \`${subject}\``, `ALTER TABLE ${subject} RENAME TO pawl_renamed`, 'schema/table-dropped')
  yield sql(`delete the rows of \`${subject}\``, `DELETE FROM ${subject}`, 'schema/rows-deleted')
  yield sql(`delete some rows of \`${subject}\``, `DELETE FROM ${subject} WHERE 1 = 0`, 'schema/rows-deleted')
  yield sql(
    `put an empty table in the place of \`${subject}\``,
    `CREATE TABLE pawl_copy AS SELECT * FROM ${subject} WHERE 1 = 0;\nDROP TABLE ${subject};\nALTER TABLE pawl_copy RENAME TO ${own}`,
    'schema/rows-deleted',
    'schema/key-dropped',
    'schema/column-nullable',
    'schema/column-type-changed',
    'schema/rows-unseen',
  )
  yield sql(
    `put a view in the place of \`${subject}\``,
    `ALTER TABLE ${subject} RENAME TO pawl_renamed;\nCREATE VIEW ${subject} AS SELECT * FROM pawl_renamed`,
    'schema/table-dropped',
  )
  if (engine === 'sqlite') return
  yield sql(`drop table \`${subject}\` with what leans on it`, `DROP TABLE ${subject} CASCADE`, 'schema/table-dropped')
  yield sql(`let a crash empty \`${subject}\``, `ALTER TABLE ${subject} SET UNLOGGED`, 'schema/table-changed')
  yield sql(`empty table \`${subject}\``, `TRUNCATE ${subject} CASCADE`, 'schema/rows-deleted')
  yield sql(
    `move table \`${subject}\``,
    `CREATE SCHEMA pawl_elsewhere;\nALTER TABLE ${subject} SET SCHEMA pawl_elsewhere`,
    'schema/table-dropped',
  )
  yield sql(
    `drop table \`${subject}\` behind EXECUTE`,
    `DO $pawl$ BEGIN EXECUTE 'DROP TABLE ${quoted(subject)} CASCADE'; END $pawl$`,
    'schema/table-dropped',
  )
}

/** A column stays, and keeps what it is and its data. */
export function* column({ protection: { subject, options }, engine }: Target<{ data?: string }>): Iterable<Weakening> {
  const { table: owner = '', name } = partOf(subject)
  yield sql(`drop column \`${subject}\``, `ALTER TABLE ${owner} DROP COLUMN ${name}`, 'schema/column-dropped')
  yield sql(`rename column \`${subject}\``, `ALTER TABLE ${owner} RENAME COLUMN ${name} TO pawl_renamed`, 'schema/column-dropped')
  yield sql(`clear \`${subject}\``, `UPDATE ${owner} SET ${name} = NULL`, 'schema/values-cleared')
  yield sql(`clear \`${subject}\` where no row is hit`, `UPDATE ${owner} SET ${name} = NULL WHERE 1 = 0`, 'schema/values-cleared')
  yield sql(`delete the rows of \`${owner}\``, `DELETE FROM ${owner}`, 'schema/rows-deleted')
  yield sql(`rename its table \`${owner}\``, `ALTER TABLE ${owner} RENAME TO pawl_renamed`, 'schema/column-dropped')
  yield sql(
    `put another column in the place of \`${subject}\``,
    `ALTER TABLE ${owner} DROP COLUMN ${name};\nALTER TABLE ${owner} ADD COLUMN ${name} text`,
    'schema/column-recreated',
    'schema/column-type-changed',
    'schema/column-nullable',
    'schema/values-cleared',
    'schema/reference-changed',
    'schema/key-dropped',
  )
  if (options.data === 'frozen')
    yield sql(`fill \`${subject}\``, `UPDATE ${owner} SET ${name} = ${name} WHERE ${name} IS NULL`, 'schema/values-filled')
  if (engine === 'sqlite') return
  yield sql(
    `drop column \`${subject}\` behind EXECUTE`,
    `DO $pawl$ BEGIN EXECUTE 'ALTER TABLE ${quoted(owner)} DROP COLUMN ${quoted(name)} CASCADE'; END $pawl$`,
    'schema/column-dropped',
  )
}

/** A history is append-only: no DELETE, TRUNCATE, UPDATE, no DROP. */
export function* history({ protection: { subject, options }, engine }: Target<HistoryOptions>): Iterable<Weakening> {
  yield sql(`delete from \`${subject}\``, `DELETE FROM ${subject}`, 'history/rows-deleted')
  yield sql(`delete from \`${subject}\` where no row is hit`, `DELETE FROM ${subject} WHERE 1 = 0`, 'history/rows-deleted')
  yield sql(`drop \`${subject}\``, `DROP TABLE ${subject}`, 'history/dropped')
  yield sql(`rename \`${subject}\``, `ALTER TABLE ${subject} RENAME TO pawl_renamed`, 'history/dropped')
  yield sql(
    `put a view in the place of \`${subject}\``,
    `ALTER TABLE ${subject} RENAME TO pawl_renamed;\nCREATE VIEW ${subject} AS SELECT * FROM pawl_renamed`,
    'history/dropped',
  )
  const known = options.columns?.[0] ?? options['set-once']?.[0]
  if (known) {
    const updated = ['history/updated', 'history/set-again']
    yield sql(`clear \`${known}\``, `UPDATE ${subject} SET ${known} = NULL`, ...updated)
    yield sql(`clear \`${known}\` where no row is hit`, `UPDATE ${subject} SET ${known} = NULL WHERE 1 = 0`, ...updated)
    yield sql(`drop column \`${known}\``, `ALTER TABLE ${subject} DROP COLUMN ${known}`, 'history/column-lost')
  }
  if (engine === 'sqlite') return
  yield sql(`drop \`${subject}\` with what leans on it`, `DROP TABLE ${subject} CASCADE`, 'history/dropped')
  yield sql(`empty \`${subject}\``, `TRUNCATE ${subject} CASCADE`, 'history/rows-deleted')
  yield sql(
    `delete from \`${subject}\` behind EXECUTE`,
    `DO $pawl$ BEGIN EXECUTE 'DELETE FROM ${quoted(subject)}'; END $pawl$`,
    'history/rows-deleted',
  )
}

interface HistoryOptions {
  columns?: readonly string[]
  'set-once'?: readonly string[]
}

const quoted = (name: string) => name.replaceAll("'", "''")
