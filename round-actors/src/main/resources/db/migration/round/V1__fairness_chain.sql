-- The secret beginnings of the house tables' hash chains, each sealed with AES-256-GCM under the master key named by key_id.
-- Everything here but sealed_seed is public or becomes so. A row is never changed and never deleted.
CREATE TABLE fairness_chain (
    chain_id    VARCHAR(64)  NOT NULL PRIMARY KEY,
    table_id    VARCHAR(128) NOT NULL,
    length      INTEGER      NOT NULL CHECK (length > 0),
    commitment  CHAR(64)     NOT NULL,
    sealed_seed BYTEA        NOT NULL,
    key_id      VARCHAR(64)  NOT NULL,
    created_at  TIMESTAMPTZ  NOT NULL
);

CREATE INDEX fairness_chain_table ON fairness_chain (table_id, created_at);
