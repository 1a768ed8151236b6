-- after: 0001_init
INSERT INTO agents VALUES ('a');
INSERT INTO agents VALUES ('b');
