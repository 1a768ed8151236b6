ALTER TABLE sessions RENAME COLUMN remark TO note;
