CREATE TABLE old (id int);
CREATE TABLE more (id int);
