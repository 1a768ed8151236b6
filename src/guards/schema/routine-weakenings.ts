import type { Protection } from '../../model/policy.ts'
import { partOf, sql } from './weakenings.ts'

/** Ways to weaken a protected trigger. */
export function* triggerWeakenings({ subject }: Protection) {
  const { table, name } = partOf(subject)
  const [gone, changed] = ['schema/trigger-dropped', 'schema/trigger-changed'] as const
  yield sql(`drop trigger \`${subject}\``, `DROP TRIGGER ${name} ON ${table}`, gone)
  yield sql(`disable trigger \`${subject}\``, `ALTER TABLE ${table} DISABLE TRIGGER ${name}`, changed)
  yield sql(`disable all triggers of \`${table}\``, `ALTER TABLE ${table} DISABLE TRIGGER USER`, changed)
  yield sql(`fire trigger \`${subject}\` on replicas alone`, `ALTER TABLE ${table} ENABLE REPLICA TRIGGER ${name}`, changed)
  yield sql(`rename trigger \`${subject}\``, `ALTER TRIGGER ${name} ON ${table} RENAME TO pawl_renamed`, gone)
  yield sql(
    `make trigger \`${subject}\` one that never fires`,
    `CREATE FUNCTION pawl_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE OR REPLACE TRIGGER ${name} BEFORE INSERT ON ${table} FOR EACH ROW WHEN (false) EXECUTE FUNCTION pawl_nothing()`,
    changed,
  )
}

/** Ways to weaken a protected function. */
export function* functionWeakenings({ subject }: Protection) {
  const [gone, changed] = ['schema/function-dropped', 'schema/function-changed'] as const
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

/** Ways to weaken a protected view. */
export function* viewWeakenings({ subject }: Protection) {
  const [gone, changed] = ['schema/view-dropped', 'schema/view-changed'] as const
  yield sql(`drop view \`${subject}\``, `DROP VIEW ${subject}`, gone)
  yield sql(`drop view \`${subject}\` with what leans on it`, `DROP VIEW ${subject} CASCADE`, gone)
  yield sql(`rename view \`${subject}\``, `ALTER VIEW ${subject} RENAME TO pawl_renamed`, gone)
  yield sql(`move view \`${subject}\``, `CREATE SCHEMA pawl_elsewhere;\nALTER VIEW ${subject} SET SCHEMA pawl_elsewhere`, gone)
  yield sql(`make view \`${subject}\` another query`, `DROP VIEW ${subject};\nCREATE VIEW ${subject} AS SELECT 1 AS one`, gone, changed)
}

/** Ways to weaken a protected enum. */
export function* enumWeakenings({ subject }: Protection) {
  const [gone, changed] = ['schema/enum-dropped', 'schema/enum-changed'] as const
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
