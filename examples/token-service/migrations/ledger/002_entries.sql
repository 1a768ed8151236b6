CREATE TABLE entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  lease_id bigint,
  cents bigint NOT NULL,
  booked_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT entries_are_not_empty CHECK (cents <> 0)
);

-- A lease is booked once.
CREATE UNIQUE INDEX entries_one_per_lease ON entries (lease_id) WHERE lease_id IS NOT NULL;
