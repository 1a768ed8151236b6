CREATE TABLE fresh (id INTEGER PRIMARY KEY, manifest TEXT NOT NULL, activated_at TEXT);
INSERT INTO fresh SELECT * FROM activations;
DROP TABLE activations;
ALTER TABLE fresh RENAME TO activations;
