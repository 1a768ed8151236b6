CREATE OR REPLACE VIEW live_tokens AS SELECT id, token, budget FROM api_tokens WHERE agent_id IS NOT NULL;
