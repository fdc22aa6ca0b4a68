package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.node.CroupierNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who changes a stored event or snapshot stops the wallet, and nothing is decided by what was changed. */
class ChangedDataIT {
    private static final String SETTINGS =
            "croupier.wallet { remembered = 5, max-remembered = 200, snapshot-every = 25 }";
    /** The bet is of another round: as readable as before. */
    private static final String EVENT = "event_journal SET event_payload = set_byte(event_payload, at.byte,"
            + " get_byte(event_payload, at.byte) # 1) FROM (SELECT position('g-'::bytea IN event_payload) + 1 AS byte"
            + " FROM event_journal";

    private static final String SNAPSHOT = "snapshot SET snapshot_payload = set_byte(snapshot_payload, at.byte,"
            + " get_byte(snapshot_payload, at.byte) # 1) FROM (SELECT length(snapshot_payload) / 2 AS byte FROM snapshot";

    @TempDir
    private static Path home;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void leave() {
        root().detachAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static CroupierNode start() {
        return CroupierNode.start(TestNode.settings(home, SETTINGS));
    }

    private static void bet(ApiClient api, Person player, int times) {
        for (int n = 0; n < times; n++) {
            api.signed(
                            "/provider/v1/wallets/" + player.id() + "/bets",
                            "{\"transactionId\":\"b" + n
                                    + "\",\"roundId\":\"g-1\",\"amountMinor\":1,\"currency\":\"EUR\"}")
                    .is(200);
        }
    }

    private static int status(ApiClient api, Person player) {
        return api.signedGet("/provider/v1/wallets/" + player.id()).status();
    }

    private static long snapshotOf(CroupierNode node, Person player) {
        try (Connection connection = node.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT coalesce(max(sequence_number), 0) FROM snapshot WHERE persistence_id = ?")) {
            select.setString(1, "Wallet|" + player.id());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** One bit in the middle; once more, and it is as it was. */
    private static void flip(CroupierNode node, String what, Person player, long sequenceNumber) throws SQLException {
        String row = " WHERE persistence_id = ? AND sequence_number = ?";
        try (Connection connection = node.dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE " + what + row + ") at" + row)) {
            update.setString(1, "Wallet|" + player.id());
            update.setLong(2, sequenceNumber);
            update.setString(3, "Wallet|" + player.id());
            update.setLong(4, sequenceNumber);
            assertThat(update.executeUpdate()).isOne();
        }
    }

    private boolean logged(Person player, String why) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getThrowableProxy() != null)
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .anyMatch(text -> text.contains("Wallet|" + player.id()) && text.contains(why));
    }

    @Test
    void itIsNamedAndStopsItsWalletUntilItIsAsItWas() throws SQLException {
        Person event;
        Person snapshot;
        Person untouched;
        long number;
        try (CroupierNode node = start()) {
            var api = new ApiClient(node.httpUri());
            event = api.player("event", 1_000);
            bet(api, event, 4);
            untouched = api.player("untouched", 1_000);
            snapshot = api.player("snapshot", 1_000);
            bet(api, snapshot, 30);
            number = Eventually.get(() -> snapshotOf(node, snapshot), stored -> stored > 0);
        }
        try (CroupierNode node = start()) {
            var api = new ApiClient(node.httpUri());
            flip(node, EVENT, event, 3);
            flip(node, SNAPSHOT, snapshot, number);
            assertThat(status(api, event)).isEqualTo(503);
            assertThat(status(api, snapshot)).isEqualTo(503);
            assertThat(status(api, untouched)).isEqualTo(200);
            assertThat(logged(event, "sequenceNumber=4 names"))
                    .as("the log names the event that does not follow")
                    .isTrue();
            assertThat(logged(snapshot, "was changed since"))
                    .as("the log names the snapshot")
                    .isTrue();

            flip(node, EVENT, event, 3);
            flip(node, SNAPSHOT, snapshot, number);
            assertThat(Eventually.get(
                                    () -> api.signedGet("/provider/v1/wallets/" + event.id()),
                                    answer -> answer.status() == 200)
                            .minor("balanceMinor"))
                    .isEqualTo(996);
            assertThat(Eventually.get(
                                    () -> api.signedGet("/provider/v1/wallets/" + snapshot.id()),
                                    answer -> answer.status() == 200)
                            .minor("balanceMinor"))
                    .isEqualTo(970);
        }
    }
}
