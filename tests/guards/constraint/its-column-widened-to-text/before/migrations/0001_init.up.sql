CREATE TABLE agents (agent_id integer PRIMARY KEY);
CREATE TABLE api_tokens (
  id integer PRIMARY KEY,
  token varchar(50) NOT NULL,
  agent_id integer REFERENCES agents (agent_id) ON DELETE CASCADE,
  CONSTRAINT known CHECK (token IN ('one', 'two'))
);
