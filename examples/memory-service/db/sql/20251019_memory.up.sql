CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE memory_chunks (
  id bigint PRIMARY KEY,
  user_hash text NOT NULL,
  body text NOT NULL,
  embedding vector(3)
);
CREATE INDEX memory_by_meaning ON memory_chunks USING hnsw (embedding vector_cosine_ops);
CREATE INDEX memory_by_list ON memory_chunks USING ivfflat (embedding vector_cosine_ops) WITH (lists = 1);
CREATE INDEX memory_of_user ON memory_chunks (user_hash) WHERE embedding IS NOT NULL;
ALTER TABLE memory_chunks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_memory ON memory_chunks USING (user_hash = current_setting('app.user_hash', true));
