CREATE TABLE qt001.metric (id integer);
GRANT SELECT ON qt001.metric TO reader;
