ALTER TABLE notes RENAME COLUMN remark TO text;
UPDATE alembic_version SET version_num = 'a1' WHERE alembic_version.version_num = 'b2';
