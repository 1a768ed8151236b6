CREATE UNIQUE INDEX one_current ON manifest_activation ((true)) WHERE activated_at IS NOT NULL AND superseded_by IS NULL;
