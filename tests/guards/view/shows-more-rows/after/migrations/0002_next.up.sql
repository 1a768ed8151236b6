DROP VIEW live_tokens;
CREATE VIEW live_tokens AS SELECT id, token FROM api_tokens;
