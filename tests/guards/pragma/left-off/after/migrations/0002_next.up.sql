PRAGMA foreign_keys = OFF;
ALTER TABLE agents DROP COLUMN name;
