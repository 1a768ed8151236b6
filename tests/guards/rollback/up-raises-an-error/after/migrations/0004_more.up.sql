CREATE TABLE sessions (id INTEGER);
