CREATE TABLE kept AS SELECT id, api_key FROM sessions;
ALTER TABLE sessions DROP COLUMN api_key;
