-- Keys with which providers sign their requests. Secrets are AES-256-GCM under the node's master key.
CREATE TABLE provider_key (
    key_id           TEXT PRIMARY KEY,
    provider         TEXT NOT NULL,
    secret_encrypted BYTEA NOT NULL,
    -- Made for trying out; only nodes in dev mode take it.
    dev              BOOLEAN NOT NULL DEFAULT FALSE,
    -- The operator's transaction that made it, null for a dev key.
    transaction_id   TEXT UNIQUE,
    created_at       TIMESTAMPTZ NOT NULL,
    expires_at       TIMESTAMPTZ,
    disabled_at      TIMESTAMPTZ
);

-- Everything that operators did, and the answers that repetitions get.
CREATE TABLE operator_action (
    transaction_id TEXT PRIMARY KEY,
    operator_id    TEXT NOT NULL,
    action         TEXT NOT NULL,
    target         TEXT NOT NULL,
    -- What was asked, in one canonical line; the same id with another content is a conflict.
    content        TEXT NOT NULL,
    reason         TEXT NOT NULL,
    requested_at   TIMESTAMPTZ NOT NULL,
    -- The answer, once it is final.
    status         INTEGER,
    body           TEXT,
    answered_at    TIMESTAMPTZ
);

CREATE INDEX operator_action_by_time ON operator_action (requested_at);
