-- The last sign of life of the cluster on this database: while it is fresh, nobody begins another one. One row.
CREATE TABLE sign_of_life (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    -- Who gave it, as an address of the cluster.
    node     TEXT NOT NULL,
    seen_at  TIMESTAMPTZ NOT NULL
);
