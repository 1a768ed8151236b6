REVOKE SELECT (id) ON unit FROM reader;
