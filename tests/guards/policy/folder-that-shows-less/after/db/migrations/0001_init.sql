CREATE TABLE agents (id text);
