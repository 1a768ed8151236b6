ALTER TABLE sessions ADD COLUMN owner_key text;
ALTER TABLE assistants ADD COLUMN owner_key text;
