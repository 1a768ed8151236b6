ALTER FUNCTION qt001.apply() OWNER TO directus;
