UPDATE api_tokens SET budget = budget + 1;
