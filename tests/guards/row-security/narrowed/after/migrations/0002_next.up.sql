ALTER POLICY own_tenant ON scores USING (tenant = current_user AND points > 0);
CREATE POLICY small ON scores AS RESTRICTIVE USING (points < 100);
