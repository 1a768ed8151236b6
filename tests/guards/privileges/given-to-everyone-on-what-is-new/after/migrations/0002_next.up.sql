CREATE TABLE grades (id integer);
GRANT SELECT ON grades TO PUBLIC;
