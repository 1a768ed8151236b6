CREATE TABLE older (id INTEGER PRIMARY KEY, api_key TEXT, note TEXT);
INSERT INTO older SELECT id, '', note FROM sessions;
DROP TABLE sessions;
ALTER TABLE older RENAME TO sessions;
UPDATE sessions SET api_key = NULL;
