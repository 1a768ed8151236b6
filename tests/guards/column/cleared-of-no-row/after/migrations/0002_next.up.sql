UPDATE api_tokens SET agent_id = NULL WHERE token = 'none';
