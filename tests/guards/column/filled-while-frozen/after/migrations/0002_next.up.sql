UPDATE api_tokens SET agent_id = (SELECT agent_id FROM agents LIMIT 1) WHERE agent_id IS NULL;
