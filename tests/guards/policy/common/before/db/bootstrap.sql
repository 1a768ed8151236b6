-- what the server brings
CREATE TABLE old (id int);
