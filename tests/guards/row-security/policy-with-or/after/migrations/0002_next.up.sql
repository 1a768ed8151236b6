ALTER POLICY own_tenant ON scores USING (tenant = current_user OR points = 0);
