import { ownSchema } from './catalog-sql.ts'

/** The numbers of the messages that were not taken back. */
export const staysSql = `SELECT number FROM ${ownSchema}.stays`

/**
 * What tells which rows and columns of the watched tables a statement touches, and how. Triggers of statements fire with no
 * rows to hit, inside functions and DO blocks and by cascades, and as ENABLE ALWAYS whatever `session_replication_role` says.
 * One trigger a column tells the columns that a statement assigns; its dependency on the column is cut, so that dropping or
 * altering the column goes as it would without. Switched off within a function, they are on again before its next statement.
 * All of it is made ahead of the first statement that may write, and dropped behind the script.
 * They tell by messages of level INFO, which no setting silences and no rollback takes back. What a block of PL/pgSQL takes back by
 * its EXCEPTION is known by the numbers of the messages: each is put into a table, and taken out of it with the rest.
 */
export const installSql = `CREATE SCHEMA ${ownSchema};
CREATE TABLE ${ownSchema}.stays (number bigint GENERATED ALWAYS AS IDENTITY);
GRANT USAGE ON SCHEMA ${ownSchema} TO PUBLIC;
CREATE FUNCTION ${ownSchema}.told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET row_security = off AS $pawl$
DECLARE told text; counts json; n bigint; message jsonb; name text; message_number bigint;
BEGIN
  IF TG_ARGV[1] IS NOT NULL THEN
    message := jsonb_build_object('pawl', 'column', 'column', (SELECT attname FROM pg_attribute WHERE attrelid = TG_RELID AND attnum = TG_ARGV[1]::int));
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT string_agg(format('to_json(%L::text)::text || '':'' || json_build_array(count(*) FILTER (WHERE o.%2$I IS NULL AND n.%2$I IS NOT NULL), count(*) FILTER (WHERE o.%2$I IS NOT NULL AND n.%2$I IS NULL), count(*) FILTER (WHERE o.%2$I IS NOT NULL AND n.%2$I IS NOT NULL AND o.%2$I::text <> n.%2$I::text))::text', attname, attname), ', ')
      INTO told FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
    EXECUTE format('SELECT count(*), (''{'' || array_to_string(ARRAY[%s]::text[], '','') || ''}'')::json FROM (SELECT row_number() OVER () AS pawl_row, x.* FROM pawl_old x) o JOIN (SELECT row_number() OVER () AS pawl_row, x.* FROM pawl_new x) n USING (pawl_row)', told) INTO n, counts;
    message := jsonb_build_object('pawl', 'update', 'rows', n, 'counts', counts);
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO n FROM pawl_new;
    message := jsonb_build_object('pawl', 'insert', 'rows', n);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT count(*) INTO n FROM pawl_old;
    message := jsonb_build_object('pawl', 'delete', 'rows', n);
  ELSE
    EXECUTE format('SELECT count(*) FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO n;
    message := jsonb_build_object('pawl', 'truncate', 'rows', n);
  END IF;
  FOREACH name IN ARRAY string_to_array(TG_ARGV[0], E'\\n') LOOP
    INSERT INTO ${ownSchema}.stays DEFAULT VALUES RETURNING stays.number INTO message_number;
    RAISE INFO 'pawl %', message || jsonb_build_object('table', name, 'number', message_number);
  END LOOP;
  RETURN NULL;
END $pawl$;
CREATE FUNCTION ${ownSchema}.settle(ids oid[], names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $pawl$
DECLARE one record; col record; told text;
  put text := 'EXECUTE FUNCTION ${ownSchema}.told(';
BEGIN
  FOR one IN WITH RECURSIVE named AS (SELECT w.oid, w.name FROM unnest(ids, names) w(oid, name)),
    below AS (SELECT * FROM named UNION SELECT i.inhrelid, b.name FROM below b JOIN pg_inherits i ON i.inhparent = b.oid),
    above AS (SELECT * FROM named UNION SELECT i.inhparent, a.name FROM above a JOIN pg_inherits i ON i.inhrelid = a.oid)
    SELECT c.oid, string_agg(DISTINCT found.name, E'\\n' ORDER BY found.name) AS name FROM (SELECT * FROM below UNION SELECT * FROM above) found
      JOIN pg_class c ON c.oid = found.oid WHERE c.relkind IN ('r', 'p') GROUP BY c.oid
  LOOP
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one.oid AND tgname = 'pawl_z_truncate' AND tgargs <> convert_to(one.name, 'UTF8') || '\\x00'::bytea) THEN
      FOR col IN SELECT tgname FROM pg_trigger WHERE tgrelid = one.oid AND tgfoid = '${ownSchema}.told'::regproc LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', col.tgname, one.oid::regclass);
      END LOOP;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one.oid AND tgname = 'pawl_z_truncate') THEN
      EXECUTE format('CREATE TRIGGER pawl_z_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS pawl_new FOR EACH STATEMENT %s %L)', one.oid::regclass, put, one.name);
      EXECUTE format('CREATE TRIGGER pawl_z_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS pawl_old NEW TABLE AS pawl_new FOR EACH STATEMENT %s %L)', one.oid::regclass, put, one.name);
      EXECUTE format('CREATE TRIGGER pawl_z_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS pawl_old FOR EACH STATEMENT %s %L)', one.oid::regclass, put, one.name);
      EXECUTE format('CREATE TRIGGER pawl_z_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT %s %L)', one.oid::regclass, put, one.name);
    END IF;
    FOR col IN SELECT attnum, attname FROM pg_attribute a WHERE attrelid = one.oid AND attnum > 0 AND NOT attisdropped
      AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one.oid AND tgname = 'pawl_a_' || a.attnum)
    LOOP
      EXECUTE format('CREATE TRIGGER pawl_a_%s AFTER UPDATE OF %I ON %s FOR EACH STATEMENT %s %L, %s)', col.attnum, col.attname, one.oid::regclass, put, one.name, col.attnum);
    END LOOP;
    SELECT string_agg(format('ENABLE ALWAYS TRIGGER %I', tgname), ', ') INTO told FROM pg_trigger
      WHERE tgrelid = one.oid AND tgfoid = '${ownSchema}.told'::regproc AND tgenabled <> 'A';
    IF told IS NOT NULL THEN EXECUTE format('ALTER TABLE %s %s', one.oid::regclass, told); END IF;
    DELETE FROM pg_depend WHERE classid = 'pg_trigger'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = one.oid AND refobjsubid > 0
      AND objid IN (SELECT oid FROM pg_trigger WHERE tgrelid = one.oid AND tgname LIKE 'pawl\\_a\\_%');
  END LOOP;
END $pawl$;
CREATE FUNCTION ${ownSchema}.arm() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET event_triggers = off AS $pawl$
DECLARE one record;
BEGIN
  FOR one IN SELECT tgrelid, string_agg(format('ENABLE ALWAYS TRIGGER %I', tgname), ', ') AS commands FROM pg_trigger
    WHERE tgfoid = '${ownSchema}.told'::regproc AND tgenabled <> 'A' GROUP BY tgrelid
  LOOP
    EXECUTE format('ALTER TABLE %s %s', one.tgrelid::regclass, one.commands);
  END LOOP;
END $pawl$;
CREATE EVENT TRIGGER pawl_arm ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION ${ownSchema}.arm();
ALTER EVENT TRIGGER pawl_arm ENABLE ALWAYS`

export const dropSql = `DROP SCHEMA IF EXISTS ${ownSchema} CASCADE`

/** Sees to it that the instruments stand on these tables, and on those above and below them, which tell of them too. */
export function settleSql(tables: readonly (readonly [id: string, name: string])[]): string {
  const names = tables.map(([, name]) => `'${name.replaceAll("'", "''")}'`)
  return `SELECT ${ownSchema}.settle(ARRAY[${tables.map(([id]) => id).join(', ')}]::oid[], ARRAY[${names.join(', ')}]::text[])`
}
