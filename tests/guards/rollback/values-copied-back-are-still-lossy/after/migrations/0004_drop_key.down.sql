ALTER TABLE sessions ADD COLUMN api_key text;
UPDATE sessions s SET api_key = k.api_key FROM kept k WHERE k.id = s.id;
DROP TABLE kept;
