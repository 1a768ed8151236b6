CREATE INDEX leases_2026_by_id ON leases_2026 (id);
ALTER INDEX leases_by_id ATTACH PARTITION leases_2026_by_id;
