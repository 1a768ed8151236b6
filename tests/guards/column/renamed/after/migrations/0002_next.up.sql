ALTER TABLE api_tokens RENAME COLUMN budget TO money;
