import { ownSchema } from './catalog-sql.ts'

/**
 * What tells which rows and columns of the watched tables a statement touches, and how. Triggers of statements fire with no
 * rows to hit, inside functions and DO blocks and by cascades, and as ENABLE ALWAYS whatever `session_replication_role` says.
 * One trigger a column tells the columns that a statement assigns; its dependency on the column is cut, so that dropping or
 * altering the column goes as it would without. All of it is made before a script and dropped behind it.
 * They tell by messages of level INFO, which no setting silences and no rollback takes back.
 */
export const installSql = `CREATE SCHEMA ${ownSchema};
GRANT USAGE ON SCHEMA ${ownSchema} TO PUBLIC;
CREATE FUNCTION ${ownSchema}.told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET row_security = off AS $pawl$
DECLARE told text; counts json; n bigint;
BEGIN
  IF TG_ARGV[1] IS NOT NULL THEN
    RAISE INFO '%', json_build_object('pawl', 'column', 'table', TG_ARGV[0], 'column', (SELECT attname FROM pg_attribute WHERE attrelid = TG_RELID AND attnum = TG_ARGV[1]::int));
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT string_agg(format('%L, json_build_array(count(*) FILTER (WHERE o.%2$I IS NULL AND n.%2$I IS NOT NULL), count(*) FILTER (WHERE o.%2$I IS NOT NULL AND n.%2$I IS NULL), count(*) FILTER (WHERE o.%2$I IS NOT NULL AND n.%2$I IS NOT NULL AND o.%2$I::text <> n.%2$I::text))', attname, attname), ', ')
      INTO told FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
    EXECUTE format('SELECT count(*), json_build_object(%s) FROM (SELECT row_number() OVER () AS pawl_row, x.* FROM pawl_old x) o JOIN (SELECT row_number() OVER () AS pawl_row, x.* FROM pawl_new x) n USING (pawl_row)', told) INTO n, counts;
    RAISE INFO '%', json_build_object('pawl', 'update', 'table', TG_ARGV[0], 'rows', n, 'counts', counts);
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO n FROM pawl_new;
    RAISE INFO '%', json_build_object('pawl', 'insert', 'table', TG_ARGV[0], 'rows', n);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT count(*) INTO n FROM pawl_old;
    RAISE INFO '%', json_build_object('pawl', 'delete', 'table', TG_ARGV[0], 'rows', n);
  ELSE
    EXECUTE format('SELECT count(*) FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO n;
    RAISE INFO '%', json_build_object('pawl', 'truncate', 'table', TG_ARGV[0], 'rows', n);
  END IF;
  RETURN NULL;
END $pawl$;
CREATE FUNCTION ${ownSchema}.settle(names text[]) RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $pawl$
DECLARE one record; col record; made int := 0;
  put text := 'EXECUTE FUNCTION ${ownSchema}.told(';
BEGIN
  FOR one IN SELECT DISTINCT ON (oid) oid, name, kind FROM (
    WITH RECURSIVE below AS (
      SELECT c.oid, w.name, 0 AS depth FROM unnest(names) w(name) JOIN pg_class c ON c.oid = to_regclass(w.name)
      UNION ALL SELECT i.inhrelid, b.name, b.depth + 1 FROM below b JOIN pg_inherits i ON i.inhparent = b.oid)
    SELECT b.*, c.relkind AS kind FROM below b JOIN pg_class c ON c.oid = b.oid WHERE c.relkind IN ('r', 'p')) found ORDER BY oid, depth
  LOOP
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
    FOR col IN SELECT oid, tgname FROM pg_trigger WHERE tgrelid = one.oid AND tgname LIKE 'pawl\\_%' AND tgenabled <> 'A' LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', one.oid::regclass, col.tgname);
      made := made + 1;
    END LOOP;
    DELETE FROM pg_depend WHERE classid = 'pg_trigger'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = one.oid AND refobjsubid > 0
      AND objid IN (SELECT oid FROM pg_trigger WHERE tgrelid = one.oid AND tgname LIKE 'pawl\\_a\\_%');
  END LOOP;
  RETURN (SELECT json_agg(json_build_array(w.name, c.oid)) FROM unnest(names) w(name) LEFT JOIN pg_class c ON c.oid = to_regclass(w.name));
END $pawl$;`

export const dropSql = `DROP SCHEMA IF EXISTS ${ownSchema} CASCADE`

/** Sees to it that the instruments stand on every watched table that is there; tells which are. */
export function settleSql(names: readonly string[]): string {
  return `SELECT ${ownSchema}.settle(ARRAY[${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')}]::text[])`
}
