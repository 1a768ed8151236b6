DELETE FROM api_tokens WHERE token = 'none';
