ALTER TABLE api_tokens RENAME CONSTRAINT budget_is_whole TO whole_budget;
ALTER TABLE api_tokens ALTER COLUMN budget TYPE bigint;
