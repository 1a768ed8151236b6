ALTER TABLE api_tokens ENABLE TRIGGER tokens_stamp;
