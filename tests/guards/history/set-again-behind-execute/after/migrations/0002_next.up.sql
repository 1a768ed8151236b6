DO $$
BEGIN
  EXECUTE 'UPDATE activations SET activated_at = NULL';
END
$$;
