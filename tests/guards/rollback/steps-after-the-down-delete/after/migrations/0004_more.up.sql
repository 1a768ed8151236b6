ALTER TABLE sessions RENAME COLUMN note TO remark;
