CREATE SCHEMA cp;
CREATE TABLE cp.manifest (id bigint PRIMARY KEY);
