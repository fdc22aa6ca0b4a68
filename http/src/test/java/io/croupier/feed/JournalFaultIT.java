package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.WalletEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong with the journal is named, stops the feed before it, and is not projected. */
class JournalFaultIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final String THIRD = " WHERE persistence_id = 'Wallet|ann' AND sequence_number = 3";

    private DrivenFeed feed;

    @BeforeEach
    void write() throws SQLException {
        JournalWriter journal = new JournalWriter();
        try (Connection connection = DATABASE.connect()) {
            for (int i = 0; i < 4; i++) {
                journal.deposit(connection, "ann", "d" + i, 100);
            }
        }
        feed = new DrivenFeed(DATABASE, "one", 2);
    }

    @AfterEach
    void close() throws SQLException {
        feed.close();
    }

    private void expectFault(long sequenceNumber, String words) {
        assertThatThrownBy(feed::drain).isInstanceOfSatisfying(JournalFault.class, fault -> {
            assertThat(fault.persistenceId()).isEqualTo("Wallet|ann");
            assertThat(fault.sequenceNumber()).isEqualTo(sequenceNumber);
            assertThat(fault).hasMessageContaining(words).hasMessageContaining("Wallet|ann");
        });
    }

    @Test
    void aMissingRowIsNamedAndTheFeedGoesOnWhenItIsBack() throws SQLException {
        DATABASE.execute("CREATE TABLE backup AS SELECT * FROM event_journal" + THIRD);
        DATABASE.execute("DELETE FROM event_journal" + THIRD);

        expectFault(3, "expected=3 found=4");
        assertThat(DATABASE.number("SELECT max(version) FROM player_transaction"))
                .isEqualTo(2);

        DATABASE.execute("INSERT INTO event_journal SELECT * FROM backup");
        DATABASE.execute("DROP TABLE backup");
        feed.drain();
        assertThat(DATABASE.number("SELECT max(version) FROM player_transaction"))
                .isEqualTo(5);
    }

    @Test
    void aRowThatIsMarkedDeletedIsMissing() throws SQLException {
        DATABASE.execute("UPDATE event_journal SET deleted = TRUE" + THIRD);

        expectFault(3, "expected=3 found=4");
    }

    @Test
    void aRowWithOtherBytesIsNamed() throws SQLException {
        DATABASE.execute("UPDATE event_journal SET event_payload = set_byte(event_payload, 0, 0)" + THIRD);

        expectFault(3, "cannot be read");
    }

    @Test
    void anAmountThatDoesNotFitItsBalanceIsNamed() throws SQLException {
        replaceThird(event -> new WalletEvent.Deposited(
                event.previousHash(),
                event.transactionId(),
                event.reference(),
                event.currency(),
                event.split(),
                new Balances(10_000, 0, 0),
                event.at()));

        expectFault(3, "out of");
    }

    @Test
    void aRowThatFitsInItselfIsNamedByItsSuccessor() throws SQLException {
        replaceThird(event -> new WalletEvent.Deposited(
                event.previousHash(),
                "op~another",
                event.reference(),
                event.currency(),
                event.split(),
                event.after(),
                event.at()));

        expectFault(4, "hash");
    }

    private interface Change {
        WalletEvent to(WalletEvent.Deposited event);
    }

    private static void replaceThird(Change change) throws SQLException {
        String hex = DATABASE.rows("SELECT encode(event_payload, 'hex') FROM event_journal" + THIRD)
                .get(0);
        StoredWalletEvent stored = StoredWalletEvent.read(HexFormat.of().parseHex(hex));
        try (Connection connection = DATABASE.connect();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE event_journal SET event_payload = ?" + THIRD)) {
            update.setBytes(
                    1,
                    StoredWalletEvent.of(change.to((WalletEvent.Deposited) stored.event()))
                            .bytes());
            update.executeUpdate();
        }
    }
}
