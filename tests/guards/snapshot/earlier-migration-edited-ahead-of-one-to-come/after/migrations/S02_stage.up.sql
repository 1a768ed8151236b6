ALTER TABLE qt001.unit ADD COLUMN note text;
GRANT INSERT ON qt001.unit TO reader;
