DROP TRIGGER tokens_keep_budget ON api_tokens;
