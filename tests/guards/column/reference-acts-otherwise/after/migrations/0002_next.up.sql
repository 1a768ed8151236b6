PRAGMA foreign_keys = OFF;
CREATE TABLE new_tokens (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  agent_id TEXT REFERENCES agents (agent_id) ON DELETE SET NULL,
  budget INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT budget_is_whole CHECK (budget >= 0)
);
INSERT INTO new_tokens SELECT id, token, agent_id, budget FROM api_tokens;
DROP VIEW live_tokens;
DROP TABLE api_tokens;
ALTER TABLE new_tokens RENAME TO api_tokens;
CREATE INDEX tokens_by_agent ON api_tokens (agent_id);
CREATE TRIGGER tokens_keep_budget BEFORE UPDATE OF budget ON api_tokens WHEN NEW.budget < 0
BEGIN
  SELECT RAISE(ABORT, 'a budget is never negative');
END;
CREATE VIEW live_tokens AS SELECT id, token FROM api_tokens WHERE agent_id IS NOT NULL;
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
