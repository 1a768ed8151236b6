ALTER TABLE sessions DROP COLUMN api_key;
