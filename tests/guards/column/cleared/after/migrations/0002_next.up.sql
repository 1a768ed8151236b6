UPDATE api_tokens SET agent_id = NULL WHERE agent_id IS NOT NULL;
