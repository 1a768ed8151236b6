CREATE TABLE older (id INTEGER PRIMARY KEY, api_key TEXT, note TEXT);
INSERT INTO older SELECT id, NULL, note FROM sessions;
DROP TABLE sessions;
ALTER TABLE older RENAME TO sessions;
