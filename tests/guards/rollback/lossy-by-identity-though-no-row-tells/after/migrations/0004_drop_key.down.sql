ALTER TABLE sessions ADD COLUMN api_key text;
