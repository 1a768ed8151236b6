ALTER TABLE api_tokens ALTER COLUMN budget TYPE smallint;
