DROP INDEX one_current;
