ALTER TABLE agents ADD COLUMN owner TEXT;
UPDATE agents SET owner = name;
INSERT INTO agents (agent_id) VALUES ('new');
CREATE INDEX agents_by_owner ON agents (owner);
