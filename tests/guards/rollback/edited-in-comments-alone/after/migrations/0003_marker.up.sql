-- a marker
CREATE TABLE marker (
  id INTEGER PRIMARY KEY
);
