DROP TABLE marker;
DROP TYPE mood;
