CREATE TABLE sessions (id bigint PRIMARY KEY, owner_key text, key_hash text NOT NULL);
CREATE TABLE assistants (id bigint PRIMARY KEY, owner_key text, key_hash text NOT NULL);
