-- after: 000006_hashes
INSERT INTO sessions SELECT n, 'key ' || n, encode(sha256(('key ' || n)::bytea), 'hex') FROM generate_series(1, 2) n;
INSERT INTO assistants SELECT n, 'key ' || n, encode(sha256(('key ' || n)::bytea), 'hex') FROM generate_series(1, 2) n;
