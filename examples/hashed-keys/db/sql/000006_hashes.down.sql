DROP TABLE assistants;
DROP TABLE sessions;
