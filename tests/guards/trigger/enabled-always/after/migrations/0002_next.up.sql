ALTER TABLE api_tokens ENABLE ALWAYS TRIGGER tokens_keep_budget;
