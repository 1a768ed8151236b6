CREATE TABLE agents (
  agent_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  owner TEXT NOT NULL
);

ALTER TABLE api_tokens ADD COLUMN agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE;
