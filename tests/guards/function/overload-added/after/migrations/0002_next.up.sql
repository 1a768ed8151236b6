CREATE FUNCTION spend(amount text) RETURNS text LANGUAGE sql AS 'SELECT amount';
