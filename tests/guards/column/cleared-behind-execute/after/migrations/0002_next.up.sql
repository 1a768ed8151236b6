DO $$
BEGIN
  EXECUTE 'UPDATE api' || '_tokens SET agent_id = NULL';
END
$$;
