package io.croupier.feed;

import io.croupier.feed.CheckpointFile.Line;
import io.croupier.wallet.domain.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Makes checkpoints: the file first, then the row, so that whatever the database knows of is outside of it too. A file that was
 * left without its row by a crash gets it at the next time. Files that are further ahead tell of a database that went back in time:
 * none is made then, since each would make the lost time the truth.
 */
final class CheckpointWriter {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(20210305)";
    private static final String WALLETS = "SELECT player_id, sequence_number, hash FROM feed_wallet ORDER BY player_id";
    private static final int FETCH_SIZE = 5_000;

    private final Path folder;
    private final CheckpointKey key;
    private final int keep;

    /** @param keep files of the newest ones, 1 or more; the headers of all stay in the database */
    CheckpointWriter(Path folder, CheckpointKey key, int keep) {
        this.folder = folder;
        this.key = key;
        this.keep = keep;
    }

    /** The next checkpoint; empty where another node makes it right now. The connection has no autocommit. */
    Optional<Checkpoint> write(Connection connection) throws SQLException, IOException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            if (!locked(connection)) {
                return Optional.empty();
            }
            Optional<Checkpoint> before = CheckpointRows.newest(connection);
            long number = before.map(Checkpoint::number).orElse(0L) + 1;
            requireNoneAfter(number);
            Sha256 previous = before.map(Checkpoint::digest).orElse(Sha256.ZERO);
            Optional<Checkpoint> left = left(number, previous);
            Checkpoint header = left.isPresent() ? left.get() : write(connection, number, previous);
            CheckpointRows.add(connection, header);
            connection.commit();
            prune();
            return Optional.of(header);
        } finally {
            connection.rollback();
        }
    }

    private void requireNoneAfter(long number) throws IOException {
        List<Long> outside = CheckpointFile.numbers(folder);
        if (!outside.isEmpty() && outside.get(outside.size() - 1) > number) {
            throw new IOException("checkpoint " + outside.get(outside.size() - 1) + " is in " + folder
                    + ", and the database knows of " + (number - 1)
                    + " at the most: where it was restored to an earlier"
                    + " moment, put the files after that number away first");
        }
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement();
                ResultSet row = lock.executeQuery(LOCK)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** One that has its file, and no row yet. */
    private Optional<Checkpoint> left(long number, Sha256 previous) {
        Path file = CheckpointFile.file(folder, number);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Checkpoint header = CheckpointFile.read(file, line -> {});
            boolean fits = header.number() == number && header.previous().equals(previous) && header.isSigned(key);
            return fits ? Optional.of(header) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Checkpoint write(Connection connection, long number, Sha256 previous) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement(WALLETS);
                CheckpointFile.Writer file = new CheckpointFile.Writer(folder, number)) {
            select.setFetchSize(FETCH_SIZE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    file.add(new Line(row.getString(1), row.getLong(2), Sha256.ofDigest(row.getBytes(3))));
                }
            }
            return file.end(number, Instant.now().truncatedTo(ChronoUnit.MILLIS), previous, key);
        }
    }

    private void prune() throws IOException {
        List<Long> numbers = CheckpointFile.numbers(folder);
        for (long old : numbers.subList(0, Math.max(0, numbers.size() - keep))) {
            Files.deleteIfExists(CheckpointFile.file(folder, old));
        }
    }
}
