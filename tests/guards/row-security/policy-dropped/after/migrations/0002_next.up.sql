DROP POLICY own_tenant ON scores;
