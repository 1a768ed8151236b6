DROP FUNCTION spend(integer);
