CREATE ROLE app;
CREATE ROLE anon;
CREATE ROLE staff;
CREATE TABLE scores (
  id integer PRIMARY KEY,
  tenant text NOT NULL,
  points integer NOT NULL
);
ALTER TABLE scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE scores FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON scores TO app USING (tenant = current_user);
GRANT SELECT (id) ON scores TO app;
GRANT SELECT ON scores TO staff;

CREATE FUNCTION pay(amount integer) RETURNS integer LANGUAGE sql AS 'SELECT amount';
REVOKE EXECUTE ON FUNCTION pay(integer) FROM PUBLIC;
