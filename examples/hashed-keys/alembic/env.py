# The application's own environment; pawl reads the SQL that was rendered from these revisions, never this file.
