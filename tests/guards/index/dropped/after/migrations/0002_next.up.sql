DROP INDEX tokens_by_agent;
