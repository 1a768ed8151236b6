CREATE TABLE agents (
  agent_id TEXT PRIMARY KEY,
  name TEXT NOT NULL
);
ALTER TABLE api_tokens ADD COLUMN agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE;
CREATE TABLE agent_budgets (
  agent_id TEXT PRIMARY KEY REFERENCES agents (agent_id) ON DELETE CASCADE,
  cents INTEGER NOT NULL
);
