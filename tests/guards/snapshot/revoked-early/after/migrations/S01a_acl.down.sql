GRANT SELECT ON qt001.unit TO directus;
