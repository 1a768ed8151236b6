ALTER TABLE api_tokens DROP CONSTRAINT budget_is_whole, ADD CONSTRAINT budget_is_whole CHECK (budget >= 0) NOT VALID;
