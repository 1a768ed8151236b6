DROP VIEW live_tokens;
