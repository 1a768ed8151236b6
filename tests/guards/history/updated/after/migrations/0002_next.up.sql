UPDATE activations SET manifest = 'other';
