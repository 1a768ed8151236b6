DROP INDEX tokens_by_agent;
CREATE INDEX by_agent ON api_tokens (agent_id);
