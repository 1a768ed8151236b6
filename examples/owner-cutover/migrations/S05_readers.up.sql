GRANT SELECT (id) ON unit TO reader;
