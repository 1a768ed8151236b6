ALTER TABLE sessions DROP COLUMN owner_key;
ALTER TABLE assistants DROP COLUMN owner_key;
