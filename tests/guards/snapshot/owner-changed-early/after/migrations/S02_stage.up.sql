ALTER TABLE qt001.unit ADD COLUMN note text;
ALTER FUNCTION qt001.apply() OWNER TO directus;
