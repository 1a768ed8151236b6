CREATE TABLE agents (id text PRIMARY KEY);
