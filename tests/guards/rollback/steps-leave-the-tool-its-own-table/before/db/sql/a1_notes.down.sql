DROP TABLE notes;
DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';
