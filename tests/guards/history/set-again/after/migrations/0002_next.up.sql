UPDATE activations SET activated_at = NULL;
