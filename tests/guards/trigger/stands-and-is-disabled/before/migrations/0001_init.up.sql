CREATE TABLE api_tokens (id integer PRIMARY KEY, budget integer NOT NULL DEFAULT 0);
ALTER TABLE api_tokens ADD CONSTRAINT budget_is_whole CHECK (budget >= 0) NOT VALID;
CREATE TABLE leases (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE leases_2026 PARTITION OF leases FOR VALUES FROM (1) TO (1000000);
CREATE INDEX leases_by_id ON ONLY leases (id);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tokens_stamp BEFORE INSERT ON api_tokens FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE api_tokens DISABLE TRIGGER tokens_stamp;
