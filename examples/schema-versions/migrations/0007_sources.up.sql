CREATE TABLE sources (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE spans (
  id bigint PRIMARY KEY,
  source bigint NOT NULL REFERENCES sources,
  rank integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'new',
  written timestamptz NOT NULL DEFAULT now()
);
