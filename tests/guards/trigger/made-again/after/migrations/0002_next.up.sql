DROP TRIGGER tokens_keep_budget ON api_tokens;
CREATE TRIGGER tokens_keep_budget BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION keep_budget();
