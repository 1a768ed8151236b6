CREATE TABLE unit (id integer PRIMARY KEY, name text);
CREATE TABLE metric (id integer PRIMARY KEY, unit_id integer REFERENCES unit (id));
CREATE TABLE manifest_set (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text);
CREATE TABLE manifest_activation (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  activated_at timestamptz,
  superseded_by integer,
  evidence integer CONSTRAINT evidence_fk REFERENCES manifest_set (id)
);
