CREATE TABLE agents (
  agent_id text PRIMARY KEY,
  name varchar(20) NOT NULL DEFAULT 'unnamed'
);

CREATE TABLE api_tokens (
  id integer PRIMARY KEY,
  token varchar(60) NOT NULL UNIQUE,
  agent_id text REFERENCES agents (agent_id) ON DELETE CASCADE,
  budget integer NOT NULL DEFAULT 0,
  CONSTRAINT budget_is_whole CHECK (budget >= 0)
);
CREATE INDEX tokens_by_agent ON api_tokens (agent_id);

CREATE FUNCTION keep_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.budget < 0 THEN
    RAISE EXCEPTION 'a budget is never negative';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER tokens_keep_budget BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION keep_budget();

CREATE VIEW live_tokens AS SELECT id, token FROM api_tokens WHERE agent_id IS NOT NULL;
CREATE TYPE budget_state AS ENUM ('open', 'spent');

CREATE FUNCTION spend(amount integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT amount';
