ALTER FUNCTION qt001.apply() OWNER TO cp_owner;
ALTER FUNCTION qt001.apply() OWNER TO cp_owner;
