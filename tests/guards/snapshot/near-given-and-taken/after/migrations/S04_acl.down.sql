GRANT SELECT ON qt001.unit TO directus;
GRANT INSERT ON qt001.unit TO reader;
REVOKE INSERT ON qt001.unit FROM reader;
