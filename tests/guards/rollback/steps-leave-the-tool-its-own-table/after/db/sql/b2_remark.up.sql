ALTER TABLE notes RENAME COLUMN text TO remark;
UPDATE alembic_version SET version_num = 'b2' WHERE alembic_version.version_num = 'a1';
