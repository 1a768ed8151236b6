-- after: 0001_init
INSERT INTO agents VALUES ('a');
