-- CREATE TABLE ghost (id int);
CREATE TABLE IF NOT EXISTS cp.policy_rule (id bigint PRIMARY KEY, note text DEFAULT '; CREATE TABLE ghost2 (');
CREATE TABLE cp."metric" (id bigint PRIMARY KEY);
CREATE INDEX metric_by_id ON cp.metric (id);
CREATE UNLOGGED TABLE cp.unit (id bigint PRIMARY KEY);
CREATE TEMPORARY TABLE scratch (id bigint);
CREATE TABLE cp.half_way (id bigint);
DROP TABLE cp.half_way;
CREATE TABLE cp.gateway (id bigint PRIMARY KEY);
