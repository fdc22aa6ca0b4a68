package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Reads what a program has written, from the PostgreSQL that outlives its kills: the truth about what was under way, and
 * whether any entity's events have a gap or a double.
 */
final class Journal {
    private static final String NO_HASH = "00".repeat(32);
    private static final int MOST_FAULTS = 1_000;
    /** Until the first row of ten million in their order. */
    private static final int LONGEST_READ_MS = 15 * 60 * 1_000;

    /** Where the database is now: after a restart it may be elsewhere. */
    @FunctionalInterface
    interface Source {
        /** A connection of one's own. */
        Connection connect() throws SQLException;
    }

    private final Source source;
    private final BookJournal books = new BookJournal();

    Journal(Source source) {
        this.source = source;
    }

    /**
     * What was begun and not finished.
     *
     * @param openIntents bets that a book has taken on without an answer from the wallet on record
     * @param unpaidCredits payouts that are due by a persisted result, without the wallet's credit on record
     */
    record Outstanding(int openIntents, int unpaidCredits) {
        boolean any() {
            return openIntents > 0 || unpaidCredits > 0;
        }
    }

    /** A connection of its own to the database that the program uses now. */
    Connection connect() throws SQLException {
        return source.connect();
    }

    /** What the killed program left unfinished; to be asked before it is started again. */
    Outstanding outstanding() {
        try (Connection database = source.connect()) {
            awaitLastWrites(database);
            books.read(database);
            return books.outstanding();
        } catch (SQLException e) {
            throw new SimulationException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is wrong with the stored events; empty where nothing is. */
    List<String> faults() {
        try (Connection database = source.connect()) {
            database.setNetworkTimeout(Runnable::run, LONGEST_READ_MS);
            List<String> faults = new ArrayList<>(brokenSequences(database));
            faults.addAll(brokenWallets(database));
            return faults;
        } catch (SQLException e) {
            throw new SimulationException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Rounds of which a book says that it was out of reach during the flight, so that its bets are refunded; by their ids as
     * clients know them.
     */
    Set<String> interruptedFlights() {
        Set<String> rounds = new HashSet<>();
        try (Connection database = source.connect()) {
            database.setNetworkTimeout(Runnable::run, LONGEST_READ_MS);
            StoredEvent.each(database, "Book|", 0, event -> {
                if (event.type().equals("landed")
                        && event.fields().path("interrupted").asBoolean()) {
                    // Book|<owner>~<round>~<number of the book>
                    String[] parts = event.entity().split("~", -1);
                    rounds.add(parts[1]);
                }
            });
        } catch (SQLException e) {
            throw new SimulationException("the journal cannot be read: " + e.getMessage(), e);
        }
        return rounds;
    }

    /** The crash flights of these rounds, whose ids are as clients know them. */
    Flights flights(Set<String> roundIds) {
        var flights = new Flights(roundIds);
        try (Connection database = source.connect()) {
            database.setNetworkTimeout(Runnable::run, LONGEST_READ_MS);
            StoredEvent.each(database, "Round|", 0, flights);
            StoredEvent.each(database, "Book|", 0, flights);
        } catch (SQLException e) {
            throw new SimulationException("the journal cannot be read: " + e.getMessage(), e);
        }
        return flights;
    }

    /** Entities to which one incarnation still wrote after another one had begun to; empty where one owner followed another. */
    List<String> rivalWriters() {
        List<String> found = new ArrayList<>();
        try (Connection database = source.connect();
                PreparedStatement query = database.prepareStatement("""
                        WITH spans AS (
                          SELECT persistence_id, writer, min(sequence_number) AS first, max(sequence_number) AS last
                          FROM event_journal GROUP BY persistence_id, writer)
                        SELECT DISTINCT one.persistence_id
                        FROM spans one JOIN spans other USING (persistence_id)
                        WHERE one.writer < other.writer AND one.first < other.last AND other.first < one.last
                        """);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new SimulationException("the journal cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    /** A write that was on its way at the kill may still commit; nothing of the program's connects any more. */
    private static void awaitLastWrites(Connection database) throws SQLException {
        String others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
        for (int tries = 0; tries < 200; tries++) {
            try (PreparedStatement query = database.prepareStatement(others);
                    ResultSet row = query.executeQuery()) {
                if (row.next() && row.getLong(1) == 0) {
                    return;
                }
            }
            Calls.pause(Duration.ofMillis(10));
        }
    }

    /** Wallets with a transaction that was decided twice, or with an event that does not name the hash of the one before. */
    private static List<String> brokenWallets(Connection database) throws SQLException {
        var chains = new Chains();
        StoredEvent.each(database, "Wallet|", 0, chains);
        return chains.broken;
    }

    /** Follows one wallet after the other. */
    private static final class Chains implements StoredEvent.Reader {
        private final List<String> broken = new ArrayList<>();
        private final Set<String> transactions = new HashSet<>();
        private String wallet = "";
        private String hash = NO_HASH;

        @Override
        public void take(StoredEvent event) {
            if (!event.entity().equals(wallet)) {
                wallet = event.entity();
                hash = NO_HASH;
                transactions.clear();
            }
            if (!hex(event.fields().path("prev")).equals(hash)) {
                fault(wallet + " has a broken chain at " + event.sequence());
            }
            if (!transactions.add(Json.text(event.fields(), "id"))) {
                fault(wallet + " decided a transaction twice: " + event);
            }
            hash = event.hash();
        }

        private void fault(String what) {
            if (broken.size() < MOST_FAULTS) {
                broken.add(what);
            }
        }
    }

    private static String hex(JsonNode bytes) {
        try {
            return bytes.isMissingNode() ? NO_HASH : HexFormat.of().formatHex(bytes.binaryValue());
        } catch (IOException e) {
            return "no bytes: " + e.getMessage();
        }
    }

    /** Entities whose sequence numbers are not 1, 2, 3 and so on without a gap or a deleted one. */
    private static List<String> brokenSequences(Connection database) throws SQLException {
        List<String> broken = new ArrayList<>();
        try (PreparedStatement query = database.prepareStatement("""
                        SELECT persistence_id, count(*), min(sequence_number), max(sequence_number)
                        FROM event_journal
                        WHERE NOT persistence_id ^@ 'Canary|'
                        GROUP BY persistence_id
                        HAVING count(*) <> max(sequence_number) OR min(sequence_number) <> 1 OR bool_or(deleted)
                        """);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                broken.add(rows.getString(1) + ": " + rows.getLong(2) + " events from " + rows.getLong(3) + " to "
                        + rows.getLong(4));
            }
        }
        return broken;
    }
}
