-- The shape of production, made up: 147 tokens of agents, 40 of people, 89 budgets, 312 leases.
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 147)
INSERT INTO agents (agent_id, name, owner) SELECT 'agent-' || i, 'Agent ' || i, 'team-' || (i % 7) FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 147)
INSERT INTO api_tokens (token, owner, agent_id) SELECT 'agent token ' || i, 'team-' || (i % 7), 'agent-' || i FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO api_tokens (token, owner) SELECT 'user token ' || i, 'person-' || i FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 89)
INSERT INTO agent_budgets (agent_id, cents_left) SELECT 'agent-' || i, i * 100 FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 312)
INSERT INTO budget_leases (agent_id, cents, expires_at) SELECT 'agent-' || (i % 147 + 1), i, '2027-01-01' FROM n;
