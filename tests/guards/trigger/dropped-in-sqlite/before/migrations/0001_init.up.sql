CREATE TABLE agents (
  agent_id TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT 'unnamed'
);

CREATE TABLE api_tokens (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE,
  budget INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT budget_is_whole CHECK (budget >= 0)
);
CREATE INDEX tokens_by_agent ON api_tokens (agent_id);

CREATE TRIGGER tokens_keep_budget BEFORE UPDATE OF budget ON api_tokens WHEN NEW.budget < 0
BEGIN
  SELECT RAISE(ABORT, 'a budget is never negative');
END;

CREATE VIEW live_tokens AS SELECT id, token FROM api_tokens WHERE agent_id IS NOT NULL;
