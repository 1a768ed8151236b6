ALTER TABLE spans ADD COLUMN note text;
