DELETE FROM api_tokens;
