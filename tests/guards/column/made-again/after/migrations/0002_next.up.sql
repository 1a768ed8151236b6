ALTER TABLE agents DROP COLUMN name;
ALTER TABLE agents ADD COLUMN name varchar(20) NOT NULL DEFAULT 'unnamed';
