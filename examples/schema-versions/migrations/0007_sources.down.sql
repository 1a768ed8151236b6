DROP TABLE spans;
DROP TABLE sources;
