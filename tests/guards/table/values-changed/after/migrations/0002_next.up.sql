UPDATE agents SET name = 'nobody';
