-- another word
CREATE TABLE old (id int);
