DROP TABLE more;
DROP TABLE sessions;
