ALTER TABLE qt001.unit ADD COLUMN note text;
