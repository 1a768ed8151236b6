DROP VIEW live_tokens;
ALTER TABLE api_tokens ALTER COLUMN token TYPE text, ALTER COLUMN budget TYPE bigint;
ALTER TABLE api_tokens ADD UNIQUE (agent_id);
