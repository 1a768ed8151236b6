DROP TABLE orders;
DROP TABLE pairs;
