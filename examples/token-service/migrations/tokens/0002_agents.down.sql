ALTER TABLE api_tokens DROP COLUMN agent_id;
DROP TABLE agents;
