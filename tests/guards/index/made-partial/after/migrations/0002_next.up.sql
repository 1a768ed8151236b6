DROP INDEX tokens_by_agent;
CREATE INDEX tokens_by_agent ON api_tokens (agent_id) WHERE budget > 0;
