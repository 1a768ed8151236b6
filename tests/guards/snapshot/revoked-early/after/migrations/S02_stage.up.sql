ALTER TABLE qt001.unit ADD COLUMN note text;
GRANT SELECT ON qt001.unit TO directus;
