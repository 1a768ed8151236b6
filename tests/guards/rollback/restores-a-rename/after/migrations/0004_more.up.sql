ALTER TABLE sessions RENAME TO logins;
