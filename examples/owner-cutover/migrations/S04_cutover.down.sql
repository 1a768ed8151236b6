-- Forward only: the activation is superseded, never cleared; the old owner comes back when nothing is active.
UPDATE manifest_activation SET superseded_by = id
WHERE activated_at IS NOT NULL AND superseded_by IS NULL AND evidence IN (SELECT id FROM manifest_set WHERE payload = 'first');
ALTER FUNCTION apply() OWNER TO legacy;
