CREATE TABLE qt001.unit (id integer PRIMARY KEY, name text);
GRANT SELECT (id) ON qt001.unit TO reader;
GRANT SELECT ON qt001.unit TO directus;
