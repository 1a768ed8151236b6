-- The new owner takes over, and only then is there an activation.
ALTER FUNCTION apply() OWNER TO owner_of_plane;
REVOKE EXECUTE ON FUNCTION apply() FROM legacy;
WITH made AS (INSERT INTO manifest_set (payload) VALUES ('first') RETURNING id)
INSERT INTO manifest_activation (activated_at, evidence) SELECT now(), id FROM made;
