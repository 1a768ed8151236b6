CREATE TABLE sessions (id INTEGER PRIMARY KEY, api_key TEXT, note TEXT);
