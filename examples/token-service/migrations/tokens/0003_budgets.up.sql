CREATE TABLE agent_budgets (
  agent_id TEXT PRIMARY KEY REFERENCES agents (agent_id) ON DELETE CASCADE,
  cents_left INTEGER NOT NULL CHECK (cents_left >= 0)
);

CREATE TABLE budget_leases (
  id INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL REFERENCES agents (agent_id) ON DELETE CASCADE,
  cents INTEGER NOT NULL,
  expires_at TEXT NOT NULL
);
