CREATE OR REPLACE FUNCTION own() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT current_setting('app.tenant', true) -- of the session
$$;
