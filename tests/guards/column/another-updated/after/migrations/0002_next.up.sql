ALTER TABLE api_tokens ADD COLUMN note TEXT;
UPDATE api_tokens SET note = 'noted';
