CREATE OR REPLACE FUNCTION spend(amount integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT amount + 1';
