CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agent_id text NOT NULL,
  currency char(3) NOT NULL,
  CONSTRAINT accounts_one_each UNIQUE (agent_id, currency)
);
