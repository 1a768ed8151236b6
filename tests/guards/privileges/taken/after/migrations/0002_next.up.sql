REVOKE SELECT ON scores FROM staff;
GRANT SELECT (id) ON scores TO app;
