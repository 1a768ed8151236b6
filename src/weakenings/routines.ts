import { sql, type Target, type Weakening } from './weakening.ts'

/** A function stays with the same meaning. */
export function* routine({ protection: { subject } }: Target): Iterable<Weakening> {
  const [gone, changed] = ['schema/function-dropped', 'schema/function-changed']
  yield sql(`drop function \`${subject}\``, `DROP FUNCTION ${subject}`, gone)
  yield sql(`drop function \`${subject}\` with what leans on it`, `DROP FUNCTION ${subject} CASCADE`, gone)
  yield sql(`rename function \`${subject}\``, `ALTER FUNCTION ${subject} RENAME TO pawl_renamed`, gone)
  yield sql(`run function \`${subject}\` with its owner's rights`, `ALTER FUNCTION ${subject} SECURITY DEFINER`, changed)
  yield sql(`give function \`${subject}\` another search path`, `ALTER FUNCTION ${subject} SET search_path = pawl_elsewhere`, changed)
  yield sql(
    `give function \`${subject}\` to another owner`,
    `CREATE ROLE pawl_owner;\nALTER FUNCTION ${subject} OWNER TO pawl_owner`,
    changed,
  )
  yield sql(`call function \`${subject}\` immutable`, `ALTER FUNCTION ${subject} IMMUTABLE LEAKPROOF`, changed)
}

/** A view stays with the same meaning. */
export function* view({ protection: { subject }, engine }: Target): Iterable<Weakening> {
  const [gone, changed] = ['schema/view-dropped', 'schema/view-changed']
  yield sql(`drop view \`${subject}\``, `DROP VIEW ${subject}`, gone)
  yield sql(`drop view \`${subject}\` where it stands`, `DROP VIEW IF EXISTS ${subject}`, gone)
  yield sql(`make view \`${subject}\` another query`, `DROP VIEW ${subject};\nCREATE VIEW ${subject} AS SELECT 1 AS one`, gone, changed)
  yield sql(
    `put a table in the place of view \`${subject}\``,
    `CREATE TABLE pawl_copy AS SELECT * FROM ${subject};\nDROP VIEW ${subject};\nCREATE TABLE ${subject} AS SELECT * FROM pawl_copy`,
    gone,
    changed,
  )
  yield sql(
    `make view \`${subject}\` one that shows no row`,
    `CREATE TABLE pawl_copy AS SELECT * FROM ${subject} WHERE 1 = 0;\nDROP VIEW ${subject};\nCREATE VIEW ${subject} AS SELECT * FROM pawl_copy`,
    gone,
    changed,
  )
  if (engine === 'sqlite') return
  yield sql(`drop view \`${subject}\` with what leans on it`, `DROP VIEW ${subject} CASCADE`, gone)
  yield sql(`rename view \`${subject}\``, `ALTER VIEW ${subject} RENAME TO pawl_renamed`, gone)
  yield sql(`move view \`${subject}\``, `CREATE SCHEMA pawl_elsewhere;\nALTER VIEW ${subject} SET SCHEMA pawl_elsewhere`, gone)
}

/** An enum stays with its values. */
export function* enumType({ protection: { subject } }: Target): Iterable<Weakening> {
  const [gone, changed] = ['schema/enum-dropped', 'schema/enum-changed']
  yield sql(`drop enum \`${subject}\``, `DROP TYPE ${subject} CASCADE`, gone)
  yield sql(`rename enum \`${subject}\``, `ALTER TYPE ${subject} RENAME TO pawl_renamed`, gone)
  yield sql(`move enum \`${subject}\``, `CREATE SCHEMA pawl_elsewhere;\nALTER TYPE ${subject} SET SCHEMA pawl_elsewhere`, gone)
  yield sql(
    `make enum \`${subject}\` one of other values`,
    `DROP TYPE ${subject} CASCADE;\nCREATE TYPE ${subject} AS ENUM ('pawl_one')`,
    gone,
    changed,
  )
  yield sql(
    `rename the first value of enum \`${subject}\``,
    `DO $$ BEGIN EXECUTE format('ALTER TYPE ${subject} RENAME VALUE %L TO %L', (enum_range(NULL::${subject}))[1], 'pawl_renamed'); END $$`,
    changed,
  )
}
