ALTER TABLE api_tokens VALIDATE CONSTRAINT budget_is_whole;
