CREATE FUNCTION own() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.tenant', true) $$;
CREATE TABLE scores (id integer PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE scores ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON scores USING (tenant = own());
