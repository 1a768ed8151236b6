ALTER TABLE logins RENAME TO sessions;
