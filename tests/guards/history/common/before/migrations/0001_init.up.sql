CREATE TABLE activations (
  id INTEGER PRIMARY KEY,
  manifest TEXT NOT NULL,
  activated_at TEXT
);
