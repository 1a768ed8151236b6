ALTER POLICY own_tenant ON scores TO PUBLIC;
