COMMENT ON TABLE manifest_set IS 'staged; owners and privileges are kept in evidence/privileges.json';
