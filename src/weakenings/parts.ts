import { partOf, sql, type Target, type Weakening } from './weakening.ts'

/** A constraint stays with the same meaning, enabled and validated. */
export function* constraint({ protection: { subject } }: Target): Iterable<Weakening> {
  const { table = 'the_table', name } = partOf(subject)
  const gone = 'schema/constraint-dropped'
  const either = [gone, 'schema/constraint-changed']
  const again = (check: string) => `ALTER TABLE ${table} DROP CONSTRAINT ${name};\nALTER TABLE ${table} ADD CONSTRAINT ${name} ${check}`
  yield sql(`drop constraint \`${subject}\``, `ALTER TABLE ${table} DROP CONSTRAINT ${name}`, gone)
  yield sql(`drop constraint \`${subject}\` with what leans on it`, `ALTER TABLE ${table} DROP CONSTRAINT ${name} CASCADE`, gone)
  yield sql(`put a check that always holds in the place of \`${subject}\``, again('CHECK (true)'), ...either)
  yield sql(`put a check that is not validated in the place of \`${subject}\``, again('CHECK (false) NOT VALID'), ...either)
  yield sql(`drop table \`${table}\` of constraint \`${subject}\``, `DROP TABLE ${table} CASCADE`, gone)
  yield sql(
    `rename the table of constraint \`${subject}\` and leave one without it`,
    `ALTER TABLE ${table} RENAME TO pawl_renamed;\nCREATE TABLE ${table} AS SELECT * FROM pawl_renamed`,
    ...either,
  )
}

/** An index stays with the same meaning. */
export function* index({ protection: { subject }, engine }: Target): Iterable<Weakening> {
  const { table, name } = partOf(subject)
  const [gone, changed] = ['schema/index-dropped', 'schema/index-changed']
  const again = (definition: string) => `DROP INDEX ${name};\n${definition}`
  yield sql(`drop index \`${subject}\``, `DROP INDEX ${name}`, gone)
  yield sql(`drop index \`${subject}\` where it stands`, `DROP INDEX IF EXISTS ${name}`, gone)
  yield sql(
    `put an index of another table in the place of \`${subject}\``,
    again(`CREATE TABLE pawl_other (a integer);\nCREATE INDEX ${name} ON pawl_other (a)`),
    gone,
    changed,
  )
  if (table !== undefined) {
    yield sql(`make index \`${subject}\` one that holds no row`, again(`CREATE INDEX ${name} ON ${table} ((1)) WHERE 1 = 0`), gone, changed)
    yield sql(`make index \`${subject}\` one of an expression`, again(`CREATE INDEX ${name} ON ${table} ((1 + 1))`), gone, changed)
    yield sql(`drop table \`${table}\` of index \`${subject}\``, `DROP TABLE ${table}${engine === 'sqlite' ? '' : ' CASCADE'}`, gone)
  }
  if (table !== undefined)
    yield sql(
      `rename the table of index \`${subject}\` and leave one without it`,
      `ALTER TABLE ${table} RENAME TO pawl_renamed;\nCREATE TABLE ${table} AS SELECT * FROM pawl_renamed`,
      gone,
      changed,
    )
  if (engine === 'sqlite') return
  yield sql(`drop index \`${subject}\` with what leans on it`, `DROP INDEX ${name} CASCADE`, gone)
  yield sql(
    `mark index \`${subject}\` as not valid`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${name}'::regclass`,
    changed,
  )
  yield sql(
    `make index \`${subject}\` of its table one that holds no row`,
    `DO $pawl$ DECLARE owner regclass; BEGIN SELECT indrelid INTO owner FROM pg_index WHERE indexrelid = '${name}'::regclass; EXECUTE 'DROP INDEX ${name}'; EXECUTE format('CREATE INDEX ${name} ON %s ((1)) WHERE false', owner); END $pawl$`,
    gone,
    changed,
  )
}

/** A trigger stays with the same meaning, and enabled. */
export function* trigger({ protection: { subject }, engine }: Target): Iterable<Weakening> {
  const { table = 'the_table', name } = partOf(subject)
  const [gone, changed] = ['schema/trigger-dropped', 'schema/trigger-changed']
  if (engine === 'sqlite') {
    const never = `CREATE TRIGGER ${name} BEFORE INSERT ON ${table} WHEN 0 BEGIN SELECT 1; END`
    yield sql(`drop trigger \`${subject}\``, `DROP TRIGGER ${name}`, gone)
    yield sql(`drop trigger \`${subject}\` where it stands`, `DROP TRIGGER IF EXISTS ${name}`, gone)
    yield sql(`make trigger \`${subject}\` one that never fires`, `DROP TRIGGER ${name};\n${never}`, gone, changed)
    yield sql(
      `put a trigger of another table in the place of \`${subject}\``,
      `DROP TRIGGER ${name};\nCREATE TABLE pawl_other (a integer);\n${never.replace(` ON ${table} `, ' ON pawl_other ')}`,
      gone,
      changed,
    )
    yield sql(`drop table \`${table}\` of trigger \`${subject}\``, `DROP TABLE ${table}`, gone)
    return
  }
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
