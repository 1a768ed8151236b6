DROP VIEW live_tokens;
DROP TABLE api_tokens;
