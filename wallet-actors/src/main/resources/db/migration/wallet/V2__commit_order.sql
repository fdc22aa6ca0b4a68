-- Which transaction wrote a row. PostgreSQL gives transactions their numbers in an order in which everything below the
-- oldest one still running is final, which the numbers of a sequence are not: by (xid, ordering) the journal can be read to
-- its end without ever skipping a row that is committed late.

-- A constant first, so that no row is rewritten: whatever is here was committed before everything that is to come.
ALTER TABLE event_journal ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
ALTER TABLE event_journal ALTER COLUMN xid SET DEFAULT pg_current_xact_id();

CREATE INDEX event_journal_xid_idx ON event_journal (xid, ordering);
