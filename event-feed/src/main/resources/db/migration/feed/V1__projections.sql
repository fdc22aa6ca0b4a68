-- What the event feed keeps and writes. Every row but the cursor's can be made again from the journal.

-- Up to where the journal is projected. One row per feed; an update that does not find the old value is another owner's.
CREATE TABLE feed_cursor (
  feed TEXT PRIMARY KEY,
  -- Raised when the journal comes out of a backup: transaction numbers of two epochs do not compare.
  epoch BIGINT NOT NULL,
  system_identifier BIGINT NOT NULL,
  restore_epoch BIGINT NOT NULL,
  -- Rows up to this ordering were restored: they are read by ordering, and only those behind it by (xid, ordering).
  restored_ordering BIGINT NOT NULL,
  restored_xid xid8 NOT NULL,
  restoring BOOLEAN NOT NULL,
  xid xid8 NOT NULL,
  ordering BIGINT NOT NULL,

  -- For whoever asks how the feed is.
  as_of TIMESTAMPTZ NOT NULL,
  lag_events BIGINT NOT NULL,
  owner TEXT NOT NULL,
  holder_pid INTEGER,
  holder TEXT,
  held_since TIMESTAMPTZ,
  fault TEXT,
  updated_at TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 10);

-- The last projected event of each entity: of a wallet with its chain and its balances, of a book with its sums.
CREATE TABLE feed_wallet (
  player_id TEXT PRIMARY KEY,
  sequence_number BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  currency TEXT NOT NULL,
  real_minor BIGINT NOT NULL,
  bonus_minor BIGINT NOT NULL,
  debt_minor BIGINT NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE feed_book (
  book_id TEXT PRIMARY KEY,
  sequence_number BIGINT NOT NULL,
  table_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  staked_minor BIGINT NOT NULL,
  -- What the book's settlement has moved to the house so far.
  house_minor BIGINT NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE feed_entity (
  persistence_id TEXT PRIMARY KEY,
  sequence_number BIGINT NOT NULL
) WITH (fillfactor = 70);

-- Double entry: each row takes an amount from one account and gives it to another.
CREATE TABLE ledger_posting (
  persistence_id TEXT NOT NULL,
  sequence_number BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  debit_account TEXT NOT NULL,
  credit_account TEXT NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (persistence_id, sequence_number, position)
);

-- Credits less debits. A player's accounts carry the number of the wallet's event up to which they are added up.
CREATE TABLE ledger_account (
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance_minor BIGINT NOT NULL,
  sequence_number BIGINT,
  PRIMARY KEY (account, currency)
) WITH (fillfactor = 70);

-- Every transaction that a wallet decided, by the wallet's sequence number; a refused one has a code and moved nothing.
CREATE TABLE player_transaction (
  player_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  transaction_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT,
  bet_id TEXT,
  table_id TEXT,
  round_id TEXT,
  amount_minor BIGINT NOT NULL,
  asked_minor BIGINT NOT NULL,
  balance_before_minor BIGINT NOT NULL,
  balance_after_minor BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  own_bet BOOLEAN NOT NULL,
  -- The bet that is won or gone by it, in the ids of transactions.
  ended_id TEXT,
  PRIMARY KEY (player_id, version)
);

-- Wallets ask for what they have forgotten: no row may go while feed_wallet says that it is there. To make all of them again, stop
-- every node first. Ids are long: hashes of player and id find them, and then they are compared.
CREATE INDEX player_transaction_id_idx ON player_transaction (hashtextextended(transaction_id, hashtextextended(player_id, 0)));

CREATE INDEX player_transaction_ended_idx ON player_transaction (hashtextextended(ended_id, hashtextextended(player_id, 0)))
  WHERE ended_id IS NOT NULL;

-- Accepted ones only: a player may have any number of refused ones between two of them.
CREATE INDEX player_transaction_accepted_idx ON player_transaction (player_id, version) WHERE code IS NULL;

CREATE INDEX player_transaction_own_bet_idx ON player_transaction (player_id, version) WHERE own_bet;

-- How each bet stands in its round's book.
CREATE TABLE player_bet (
  round_id TEXT NOT NULL,
  player_id TEXT NOT NULL,
  bet_id TEXT NOT NULL,
  book_id TEXT NOT NULL,
  selection TEXT NOT NULL,
  stake_minor BIGINT NOT NULL,
  state TEXT NOT NULL,
  code TEXT,
  cashed_out_x100 INTEGER NOT NULL DEFAULT 0,
  payout_minor BIGINT NOT NULL DEFAULT 0,
  result_version INTEGER NOT NULL DEFAULT 0,
  at TIMESTAMPTZ NOT NULL,
  -- What the wallet has confirmed of the payout, and as which of its versions it did so last. No index may name them: a winner's
  -- row is written once more for them, and must stay in its page.
  paid_minor BIGINT NOT NULL DEFAULT 0,
  paid_version BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (round_id, player_id, bet_id)
) WITH (fillfactor = 60);

CREATE INDEX player_bet_book_idx ON player_bet (book_id);

-- Every round that was opened.
CREATE TABLE played_round (
  round_id TEXT PRIMARY KEY,
  table_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  game TEXT NOT NULL,
  currency TEXT NOT NULL,
  stage TEXT NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  betting_closes_at TIMESTAMPTZ NOT NULL,
  result_version INTEGER NOT NULL DEFAULT 0,
  result_id TEXT,
  outcome TEXT,
  proof TEXT,
  void_reason TEXT,
  bets BIGINT NOT NULL DEFAULT 0,
  staked_minor BIGINT NOT NULL DEFAULT 0,
  paid_minor BIGINT NOT NULL DEFAULT 0,
  ended_at TIMESTAMPTZ,
  -- Since when it is in its stage.
  stage_at TIMESTAMPTZ NOT NULL,
  -- What the wallets themselves say: stakes taken less those rolled back, and what was given back for them.
  debited_minor BIGINT NOT NULL DEFAULT 0,
  credited_minor BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE INDEX played_round_unfinished_idx ON played_round (stage_at) WHERE stage NOT IN ('settled', 'voided');

CREATE INDEX played_round_ended_idx ON played_round (ended_at);

-- Empty, unless wallets and books differ about a round that has ended.
CREATE INDEX played_round_differs_idx ON played_round (ended_at) WHERE stage IN ('settled', 'voided')
  AND (debited_minor <> staked_minor OR credited_minor <> paid_minor);

-- What wallets moved for rounds that were never opened: empty, or something is wrong.
CREATE TABLE stray_money (
  round_id TEXT PRIMARY KEY,
  since TIMESTAMPTZ NOT NULL,
  debited_minor BIGINT NOT NULL,
  credited_minor BIGINT NOT NULL
);

-- Akka Projection's own tables, as its documents have them.
CREATE TABLE akka_projection_offset_store (
  projection_name VARCHAR(255) NOT NULL,
  projection_key VARCHAR(255) NOT NULL,
  current_offset VARCHAR(255) NOT NULL,
  manifest VARCHAR(4) NOT NULL,
  mergeable BOOLEAN NOT NULL,
  last_updated BIGINT NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);

CREATE TABLE akka_projection_management (
  projection_name VARCHAR(255) NOT NULL,
  projection_key VARCHAR(255) NOT NULL,
  paused BOOLEAN NOT NULL,
  last_updated BIGINT NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);

-- The headers of all checkpoints, each with the digest of the one before; what they are of is in a file outside.
CREATE TABLE audit_checkpoint (
  number BIGINT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  wallets BIGINT NOT NULL,
  previous BYTEA NOT NULL,
  content BYTEA NOT NULL,
  signature TEXT NOT NULL
);
