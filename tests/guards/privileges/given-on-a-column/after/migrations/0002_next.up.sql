GRANT SELECT (points) ON scores TO app;
