-- What the old system made, before there were migrations.
CREATE ROLE boss SUPERUSER;
GRANT legacy TO app;
CREATE FUNCTION apply() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION apply() OWNER TO legacy;
REVOKE EXECUTE ON FUNCTION apply() FROM PUBLIC;
CREATE FUNCTION gateway() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
