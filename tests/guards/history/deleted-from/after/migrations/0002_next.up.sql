DELETE FROM activations WHERE manifest = 'none';
