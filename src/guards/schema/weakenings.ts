import type { Values } from '../../model/option.ts'
import type { Protection } from '../../model/policy.ts'

/** SQL that weakens a subject on purpose, beside the codes that catch it. */
export const sql = <C extends string>(what: string, text: string, ...caughtBy: C[]) => ({ what, caughtBy, change: { sql: `${text};\n` } })

/** Ways to weaken a protected table. */
export function* tableWeakenings({ subject }: Protection) {
  yield sql(`drop table \`${subject}\``, `DROP TABLE ${subject}`, 'schema/table-dropped')
  yield sql(`drop table \`${subject}\` with what leans on it`, `DROP TABLE ${subject} CASCADE`, 'schema/table-dropped')
  yield sql(`rename table \`${subject}\``, `ALTER TABLE ${subject} RENAME TO pawl_renamed`, 'schema/table-dropped')
  yield sql(`let a crash empty \`${subject}\``, `ALTER TABLE ${subject} SET UNLOGGED`, 'schema/table-changed')
  yield sql(
    `move table \`${subject}\``,
    `CREATE SCHEMA pawl_elsewhere;\nALTER TABLE ${subject} SET SCHEMA pawl_elsewhere`,
    'schema/table-dropped',
  )
  yield sql(`delete the rows of \`${subject}\``, `DELETE FROM ${subject}`, 'schema/rows-deleted')
  yield sql(`delete some rows of \`${subject}\``, `DELETE FROM ${subject} WHERE 1 = 0`, 'schema/rows-deleted')
  yield sql(
    `put an empty table in the place of \`${subject}\``,
    `CREATE TABLE pawl_copy AS SELECT * FROM ${subject} WHERE 1 = 0;\nDROP TABLE ${subject};\nALTER TABLE pawl_copy RENAME TO ${subject.split('.').at(-1)}`,
    'schema/rows-deleted',
    'schema/key-dropped',
    'schema/column-nullable',
    'schema/column-type-changed',
    'schema/rows-unseen',
  )
}

/** Ways to weaken a protected column. */
export function* columnWeakenings({
  subject,
  options,
}: Protection<Values<{ data: { type: import('../../model/option.ts').ValueType<'kept' | 'frozen'>; order: never; says: '' } }>>) {
  const dot = subject.lastIndexOf('.')
  const table = subject.slice(0, dot)
  const column = subject.slice(dot + 1)
  yield sql(`drop column \`${subject}\``, `ALTER TABLE ${table} DROP COLUMN ${column}`, 'schema/column-dropped')
  yield sql(`rename column \`${subject}\``, `ALTER TABLE ${table} RENAME COLUMN ${column} TO pawl_renamed`, 'schema/column-dropped')
  yield sql(`clear \`${subject}\``, `UPDATE ${table} SET ${column} = NULL`, 'schema/values-cleared')
  yield sql(`clear \`${subject}\` where no row is hit`, `UPDATE ${table} SET ${column} = NULL WHERE 1 = 0`, 'schema/values-cleared')
  yield sql(`delete the rows of \`${table}\``, `DELETE FROM ${table}`, 'schema/rows-deleted')
  yield sql(
    `put another column in the place of \`${subject}\``,
    `ALTER TABLE ${table} DROP COLUMN ${column};\nALTER TABLE ${table} ADD COLUMN ${column} text`,
    'schema/column-recreated',
    'schema/column-type-changed',
    'schema/column-nullable',
    'schema/values-cleared',
    'schema/reference-changed',
    'schema/key-dropped',
  )
  if (options.data === 'frozen')
    yield sql(`fill \`${subject}\``, `UPDATE ${table} SET ${column} = ${column} WHERE ${column} IS NULL`, 'schema/values-filled')
}

/** Ways to weaken a protected constraint. */
export function* constraintWeakenings({ subject }: Protection) {
  const { table, name } = partOf(subject)
  const gone = 'schema/constraint-dropped' as const
  yield sql(`drop constraint \`${subject}\``, `ALTER TABLE ${table} DROP CONSTRAINT ${name}`, gone)
  yield sql(`drop constraint \`${subject}\` with what leans on it`, `ALTER TABLE ${table} DROP CONSTRAINT ${name} CASCADE`, gone)
  yield sql(
    `put a check that always holds in the place of \`${subject}\``,
    `ALTER TABLE ${table} DROP CONSTRAINT ${name};\nALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (true)`,
    gone,
    'schema/constraint-changed',
  )
  yield sql(
    `put a check that is not validated in the place of \`${subject}\``,
    `ALTER TABLE ${table} DROP CONSTRAINT ${name};\nALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (false) NOT VALID`,
    gone,
    'schema/constraint-changed',
  )
  yield sql(`drop table \`${table}\` of constraint \`${subject}\``, `DROP TABLE ${table} CASCADE`, gone)
}

/** Ways to weaken a protected index. */
export function* indexWeakenings({ subject }: Protection) {
  const { table, name } = partOf(subject)
  const [gone, changed] = ['schema/index-dropped', 'schema/index-changed'] as const
  const again = (definition: string) => `DROP INDEX ${name};\nCREATE ${definition}`
  yield sql(`drop index \`${subject}\``, `DROP INDEX ${name}`, gone)
  yield sql(`drop index \`${subject}\` where it stands`, `DROP INDEX IF EXISTS ${name}`, gone)
  yield sql(`drop index \`${subject}\` with what leans on it`, `DROP INDEX ${name} CASCADE`, gone)
  yield sql(
    `mark index \`${subject}\` as not valid`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${name}'::regclass`,
    changed,
  )
  // An index named by itself tells nothing of its table.
  if (!subject.includes('.')) return
  yield sql(`make index \`${subject}\` one that holds no row`, again(`INDEX ${name} ON ${table} ((1)) WHERE 1 = 0`), gone, changed)
  yield sql(`make index \`${subject}\` one of an expression`, again(`INDEX ${name} ON ${table} ((1 + 1))`), gone, changed)
  yield sql(`drop table \`${table}\` of index \`${subject}\``, `DROP TABLE ${table} CASCADE`, gone)
}

/** A subject's table and its own name. */
export function partOf(subject: string): { table: string; name: string } {
  const dot = subject.lastIndexOf('.')
  return { table: dot === -1 ? 'the_table' : subject.slice(0, dot), name: subject.slice(dot + 1) }
}
