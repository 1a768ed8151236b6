CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO alembic_version (version_num) VALUES ('a1');
