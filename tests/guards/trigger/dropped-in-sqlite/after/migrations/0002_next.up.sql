DROP TRIGGER tokens_keep_budget;
