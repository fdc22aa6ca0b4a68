package io.croupier.feed;

import io.croupier.feed.CheckpointFile.Line;
import io.croupier.wallet.domain.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds checkpoints against each other, inside and outside of the database, and the newest one against the journal. Whoever can
 * write to the database alone can change nothing that an older checkpoint stands for without being found here.
 */
public final class CheckpointAudit {
    private static final String EVENTS = "SELECT j.persistence_id, j.event_payload FROM event_journal j JOIN"
            + " unnest(?, ?) AS n (persistence_id, sequence_number) USING (persistence_id, sequence_number)"
            + " WHERE NOT j.deleted";
    private static final int BATCH = 1_000;
    private static final String WALLET = "Wallet|";

    private final Connection connection;
    private final Path folder;
    private final CheckpointKey key;

    /** @param folder where the files are */
    public CheckpointAudit(Connection connection, Path folder, CheckpointKey key) {
        this.connection = connection;
        this.folder = folder;
        this.key = key;
    }

    /** How many there are, and the first difference. */
    public record Result(long checkpoints, long wallets, Optional<Difference> first) {}

    /** Found while a file is read. */
    private static final class Found extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Difference difference;

        Found(Difference difference) {
            super(difference.toString());
            this.difference = difference;
        }
    }

    /** Looks at all of them, up to the first difference. */
    public Result run() throws SQLException, IOException {
        List<Checkpoint> rows = CheckpointRows.all(connection);
        List<Long> files = CheckpointFile.numbers(folder);
        long newest = Math.max(rows.size(), files.isEmpty() ? 0 : files.get(files.size() - 1));
        Sha256 previous = Sha256.ZERO;
        for (long number = 1; number <= newest; number++) {
            int index = Math.toIntExact(number) - 1;
            if (index >= rows.size() || rows.get(index).number() != number) {
                return new Result(newest, 0, Optional.of(at(number, "is missing in the database")));
            }
            Checkpoint row = rows.get(index);
            if (!row.isSigned(key)) {
                return new Result(newest, 0, Optional.of(at(number, "is not signed with the key")));
            }
            if (!row.previous().equals(previous)) {
                return new Result(newest, 0, Optional.of(at(number, "does not name the digest of the one before")));
            }
            previous = row.digest();
        }
        Optional<Difference> outside = outside(rows, files);
        if (outside.isPresent() || newest == 0) {
            return new Result(newest, 0, outside);
        }
        return newest(rows.get(rows.size() - 1));
    }

    /** Old files are deleted by and by, so those that are there are the newest ones, one after the other. */
    private Optional<Difference> outside(List<Checkpoint> rows, List<Long> files) throws IOException {
        long expected = rows.size();
        for (int i = files.size() - 1; i >= 0; i--, expected--) {
            if (files.get(i) != expected) {
                return Optional.of(at(expected, "is missing outside of the database, in " + folder));
            }
            try {
                Checkpoint header = CheckpointFile.read(CheckpointFile.file(folder, expected), line -> {});
                if (!header.equals(rows.get(Math.toIntExact(expected) - 1))) {
                    return Optional.of(at(expected, "is another one outside of the database, in " + folder));
                }
            } catch (IOException malformed) {
                return Optional.of(at(expected, "outside of the database: " + malformed.getMessage()));
            }
        }
        return files.isEmpty() && !rows.isEmpty()
                ? Optional.of(at(rows.size(), "is missing outside of the database, in " + folder))
                : Optional.empty();
    }

    private Result newest(Checkpoint newest) throws SQLException, IOException {
        List<Line> batch = new ArrayList<>();
        try {
            CheckpointFile.read(CheckpointFile.file(folder, newest.number()), line -> {
                batch.add(line);
                if (batch.size() == BATCH) {
                    check(newest, batch);
                    batch.clear();
                }
            });
            check(newest, batch);
        } catch (Found found) {
            return new Result(newest.number(), newest.wallets(), Optional.of(found.difference));
        }
        return new Result(newest.number(), newest.wallets(), Optional.empty());
    }

    private void check(Checkpoint newest, List<Line> lines) throws Found {
        Map<String, Sha256> hashes = new HashMap<>();
        Object[] ids = lines.stream().map(line -> WALLET + line.playerId()).toArray();
        Object[] numbers = lines.stream().map(Line::sequenceNumber).toArray();
        try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
            select.setArray(1, connection.createArrayOf("text", ids));
            select.setArray(2, connection.createArrayOf("int8", numbers));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hashes.put(row.getString(1), Sha256.of(row.getBytes(2)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be read: " + e.getMessage(), e);
        }
        for (Line line : lines) {
            Sha256 hash = hashes.get(WALLET + line.playerId());
            if (hash == null || !line.hash().equals(hash)) {
                throw new Found(new Difference(
                        "entity=" + WALLET + line.playerId() + " event=" + line.sequenceNumber(),
                        hash == null
                                ? "is gone; checkpoint " + newest.number() + " of " + newest.at() + " has seen it"
                                : "is not the one that checkpoint " + newest.number() + " of " + newest.at()
                                        + " has seen, or one before it was changed"));
            }
        }
    }

    private static Difference at(long number, String what) {
        return new Difference("checkpoint " + number, what);
    }
}
