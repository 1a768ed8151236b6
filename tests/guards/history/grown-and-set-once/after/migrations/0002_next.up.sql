INSERT INTO activations (manifest) VALUES ('new');
UPDATE activations SET activated_at = '2026-11-21' WHERE activated_at IS NULL;
