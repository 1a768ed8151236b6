ALTER TABLE api_tokens RENAME TO tokens_of_old;
CREATE TABLE api_tokens AS SELECT * FROM tokens_of_old;
