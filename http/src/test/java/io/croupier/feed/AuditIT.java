package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.http.audit.Ledger;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletEventCodec;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is changed in an evening that holds is found, with its place. */
class AuditIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final CheckpointKey KEY = CheckpointKey.of(new byte[32]);
    private static final String ANN = "Wallet|ann";

    @TempDir
    Path folder;

    /** An evening by chance with a checkpoint in its middle, one at its end, and a wallet that everything is done to. */
    @BeforeEach
    void play() throws SQLException, IOException {
        long seed = Long.getLong("croupier.seed", 5);
        Random random = new Random(seed);
        JournalWriter journal = new JournalWriter();
        try (Connection connection = DATABASE.connect()) {
            RandomEvening evening = new RandomEvening(seed, connection, journal);
            evening.open();
            journal.deposit(connection, "ann", "d1", 100);
            journal.deposit(connection, "ann", "d2", 50);
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> evening.cashier();
                    case 1 -> evening.provider();
                    case 2 -> evening.bonus();
                    default -> evening.round();
                }
                if (step == 20) {
                    project();
                    checkpoint();
                }
            }
        }
        project();
        checkpoint();
    }

    private static void project() throws SQLException {
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 50)) {
            feed.drain();
        }
    }

    /** As somebody would who can change everything in the database. */
    private static void projectAnew() throws SQLException {
        DATABASE.execute("TRUNCATE feed_cursor, feed_wallet, feed_book, feed_entity, ledger_posting, ledger_account,"
                + " player_transaction, player_bet, played_round, stray_money");
        project();
    }

    private void checkpoint() throws SQLException, IOException {
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            assertThat(new CheckpointWriter(folder, KEY, 10).write(connection)).isPresent();
        }
    }

    private List<String> audit() throws SQLException, IOException {
        List<String> found = new ArrayList<>();
        Ledger ledger = new Ledger();
        try (Connection source = DATABASE.connect();
                Connection scratch = DATABASE.connect()) {
            source.setAutoCommit(false);
            scratch.setAutoCommit(false);
            ProjectionAudit.Result journal = new ProjectionAudit(source, scratch, 100, new ProjectionAudit.Reader() {
                        @Override
                        public void event(String persistenceId, long sequenceNumber, Object event) {
                            ledger.add(persistenceId, sequenceNumber, event);
                        }

                        @Override
                        public void progress(long events, long ofAbout) {}
                    })
                    .run();
            journal.first().ifPresent(difference -> found.add(difference.toString()));
            new CheckpointAudit(source, folder, KEY)
                    .run()
                    .first()
                    .ifPresent(difference -> found.add(difference.toString()));
            // Grants of bonus money are not events yet: the evening makes some out of nothing.
            found.addAll(ledger.report(Instant.now()).faults().stream()
                    .filter(fault -> !fault.contains("house~gone"))
                    .toList());
        }
        return found;
    }

    private static WalletEvent.Deposited deposit(String id, Sha256 previous, long minor, long after) {
        return new WalletEvent.Deposited(
                previous,
                "op~" + id,
                Reference.NONE,
                "EUR",
                new Split(minor, 0),
                new Balances(after, 0, 0),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static void replace(long number, WalletEvent event) throws SQLException {
        try (Connection connection = DATABASE.connect();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE event_journal SET event_payload = ? WHERE persistence_id = ? AND sequence_number = ?")) {
            update.setBytes(1, WalletEventCodec.encode(event));
            update.setString(2, ANN);
            update.setLong(3, number);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static Sha256 hash(long number) throws SQLException {
        String hex = DATABASE.rows(
                        "SELECT encode(sha256(event_payload), 'hex') FROM event_journal WHERE persistence_id = ? AND"
                                + " sequence_number = ?",
                        ANN,
                        number)
                .get(0);
        return Sha256.ofDigest(java.util.HexFormat.of().parseHex(hex));
    }

    @Test
    void noCheckpointIsMadeOfADatabaseThatWentBackBeforeThoseOutside() throws SQLException {
        DATABASE.execute("DELETE FROM audit_checkpoint");

        assertThatThrownBy(this::checkpoint)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("checkpoint 2 is in " + folder, "knows of 0 at the most", "put the files");
        assertThat(CheckpointFile.file(folder, 1)).exists();
        assertThat(DATABASE.rows("SELECT number FROM audit_checkpoint")).isEmpty();
    }

    @Test
    void anEveningThatNobodyTouchedHolds() throws SQLException, IOException {
        assertThat(audit()).isEmpty();
    }

    @Test
    void findsAnEventThatWasAltered() throws SQLException, IOException {
        replace(2, deposit("d1", hash(1), 1_000, 1_000));
        assertThat(audit()).anySatisfy(found -> assertThat(found).startsWith("entity=" + ANN + " event=3"));
    }

    @Test
    void findsTheNewestEventAltered() throws SQLException, IOException {
        replace(3, deposit("d2", hash(2), 500, 600));
        assertThat(audit()).anySatisfy(found -> assertThat(found).startsWith("entity=" + ANN + " event=3"));
    }

    @Test
    void findsAnEventThatWasDeletedFromTheMiddle() throws SQLException, IOException {
        DATABASE.execute("DELETE FROM event_journal WHERE persistence_id = '" + ANN + "' AND sequence_number = 2");
        assertThat(audit()).first().asString().startsWith("entity=" + ANN + " event=2");
    }

    @Test
    void findsATailThatWasCutThoughEverythingElseWasMadeAnew() throws SQLException, IOException {
        DATABASE.execute("DELETE FROM event_journal WHERE persistence_id = '" + ANN + "' AND sequence_number = 3");
        projectAnew();
        assertThat(audit()).singleElement().asString().startsWith("entity=" + ANN + " event=3: is gone; checkpoint 2");
    }

    @Test
    void findsAWalletThatWasRemovedThoughEverythingElseWasMadeAnew() throws SQLException, IOException {
        DATABASE.execute("DELETE FROM event_journal WHERE persistence_id = '" + ANN + "'");
        projectAnew();
        assertThat(audit()).singleElement().asString().startsWith("entity=" + ANN + " event=3: is gone; checkpoint 2");
    }

    @Test
    void findsAForgedEventWithAllHashesMadeAnew() throws SQLException, IOException {
        WalletEvent forged = deposit("d1", hash(1), 100_000, 100_000);
        replace(2, forged);
        replace(3, deposit("d2", StoredWalletEvent.of(forged).hash(), 50, 100_050));
        projectAnew();
        assertThat(audit())
                .singleElement()
                .asString()
                .startsWith("entity=" + ANN + " event=3: is not the one that checkpoint 2");
    }

    @Test
    void findsAnEventThatIsThereTwice() throws SQLException, IOException {
        DATABASE.execute("INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload) SELECT persistence_id, 4, writer,"
                + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload FROM event_journal"
                + " WHERE persistence_id = '" + ANN + "' AND sequence_number = 3");
        assertThat(audit()).anySatisfy(found -> assertThat(found).contains("ann", "event 4"));
    }

    @Test
    void findsTwoEventsThatWereSwapped() throws SQLException, IOException {
        DATABASE.execute("UPDATE event_journal SET sequence_number = -1 WHERE persistence_id = '" + ANN
                + "' AND sequence_number = 2");
        DATABASE.execute("UPDATE event_journal SET sequence_number = 2 WHERE persistence_id = '" + ANN
                + "' AND sequence_number = 3");
        DATABASE.execute("UPDATE event_journal SET sequence_number = 3 WHERE persistence_id = '" + ANN
                + "' AND sequence_number = -1");
        assertThat(audit()).first().asString().startsWith("entity=" + ANN + " event=2");
    }

    @Test
    void findsACheckpointThatWasRemovedFromTheDatabase() throws SQLException, IOException {
        DATABASE.execute("DELETE FROM audit_checkpoint WHERE number = 1");
        assertThat(audit()).singleElement().asString().startsWith("checkpoint 1: is missing in the database");
    }

    @Test
    void findsACheckpointThatWasRemovedOutside() throws SQLException, IOException {
        Files.delete(CheckpointFile.file(folder, 2));
        assertThat(audit()).singleElement().asString().startsWith("checkpoint 2: is missing outside");
    }

    @Test
    void findsACheckpointThatIsNotSignedWithTheKey() throws SQLException, IOException {
        DATABASE.execute("UPDATE audit_checkpoint SET wallets = wallets + 1 WHERE number = 2");
        assertThat(audit()).singleElement().asString().startsWith("checkpoint 2: is not signed");
    }

    @Test
    void findsALedgerPairThatWasAlteredOnBothSides() throws SQLException, IOException {
        DATABASE.execute("UPDATE ledger_posting SET amount_minor = amount_minor + 7 WHERE persistence_id = '" + ANN
                + "' AND sequence_number = 2");
        DATABASE.execute(
                "UPDATE ledger_account SET balance_minor = balance_minor + 7 WHERE account = 'player:ann:real'");
        DATABASE.execute("UPDATE ledger_account SET balance_minor = balance_minor - 7 WHERE account = 'cashier'"
                + " AND currency = 'EUR'");
        assertThat(audit())
                .singleElement()
                .asString()
                .startsWith("ledger_posting")
                .contains(ANN + ",2,0");
    }

    @Test
    void findsABetWhoseOutcomeWasAltered() throws SQLException, IOException {
        DATABASE.execute("UPDATE player_bet SET state = 'won', payout_minor = 1000000 WHERE bet_id ="
                + " (SELECT max(bet_id) FROM player_bet WHERE state = 'lost')");
        assertThat(audit()).singleElement().asString().startsWith("player_bet");
    }
}
