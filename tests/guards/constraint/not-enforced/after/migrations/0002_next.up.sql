ALTER TABLE api_tokens ALTER CONSTRAINT api_tokens_agent_id_fkey NOT ENFORCED;
