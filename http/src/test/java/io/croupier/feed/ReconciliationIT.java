package io.croupier.feed;

import static io.croupier.feed.JournaledRound.BLACK;
import static io.croupier.feed.JournaledRound.RED;
import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.feed.Reconciliation.Found;
import io.croupier.feed.Reconciliation.Report;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in journals that were left at some step, or that do not fit; and that nothing is found in those that do. */
class ReconciliationIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONG_AGO = Duration.ofMinutes(5);
    private static final ReconciliationBounds BOUNDS = new ReconciliationBounds(
            PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, Duration.ofHours(1), 100, Duration.ofSeconds(10));
    private static final Set<FindingKind> UNHEALABLE =
            EnumSet.of(FindingKind.PAYOUT_MISSING, FindingKind.TOTALS_DIFFER, FindingKind.MONEY_ASTRAY);

    private final JournalWriter journal = new JournalWriter();
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DATABASE.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private JournaledRound round(String roundId) {
        return new JournaledRound(
                connection,
                journal,
                JournaledRound.table("wheel", "acme"),
                roundId,
                Instant.now().minus(LONG_AGO));
    }

    /** Everything, and the feed says so. */
    private static void project() throws SQLException {
        Instant written = Instant.now();
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 1000)) {
            do {
                feed.drain();
            } while (asOf().isBefore(written));
        }
    }

    private static Instant asOf() throws SQLException {
        try (Connection reader = DATABASE.connect()) {
            return FeedStatus.read(reader).orElseThrow().asOf();
        }
    }

    private static Report read(FindingKind kind, Finding.@Nullable Position after, int limit) throws SQLException {
        return read(EnumSet.of(kind), after, limit);
    }

    private static Report read(Set<FindingKind> kinds, Finding.@Nullable Position after, int limit)
            throws SQLException {
        try (Connection reader = DATABASE.connect()) {
            reader.setAutoCommit(false);
            return Reconciliation.read(reader, BOUNDS, kinds, after, limit);
        }
    }

    /** As {@code kind/round/bet details}, without owner. */
    private static List<String> found() throws SQLException {
        return found(EnumSet.allOf(FindingKind.class));
    }

    private static List<String> found(Set<FindingKind> kinds) throws SQLException {
        Stream<Finding> findings =
                read(kinds, null, 100).lists().values().stream().flatMap(list -> list.findings().stream());
        return findings.map(finding -> finding.kind().code() + " "
                        + finding.roundId().substring("acme~".length()) + " " + finding.details())
                .toList();
    }

    /** Every kind of end that a bet can have, twice over by corrections. */
    private void healthyEvening() throws SQLException {
        JournaledRound one = round("one").opened().intended("ann", 100).intended("bob", 70);
        JournaledRound two = round("two").opened().intended("ann", 30).intended("cid", 50);
        one.debited("ann").decided("ann", true).debited("bob");
        two.debited("ann").decided("ann", true).debited("cid").decided("cid", false);
        one.decided("bob", true).closed().result(RED).credited("ann").credited("bob");
        two.closed().result(BLACK).rolledBack("cid").settled();
        one.confirmed()
                .settled()
                .result(BLACK)
                .credited("bob")
                .credited("ann")
                .confirmed()
                .settled();
        two.result(RED).credited("ann").confirmed().settled();
        one.voiding().credited("ann").credited("bob").confirmed().voided();
        two.result(BLACK).credited("ann").confirmed().settled();
    }

    @ParameterizedTest(name = "{0} events a batch")
    @ValueSource(ints = {1, 3, 1000})
    void howeverFarTheFeedIsNothingThatFitsIsTakenForAFault(int batch) throws SQLException {
        healthyEvening();
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", batch)) {
            while (feed.step() > 0) {
                assertThat(found(UNHEALABLE)).isEmpty();
            }
        }
        project();
        assertThat(found()).isEmpty();
        assertThat(DATABASE.rows("SELECT round_id, stage, debited_minor, credited_minor FROM played_round ORDER BY 1"))
                .containsExactly("acme~one|voided|170|170", "acme~two|settled|30|0");
        assertThat(DATABASE.rows("SELECT round_id, player_id, payout_minor, paid_minor FROM player_bet ORDER BY 1, 2"))
                .containsExactly("acme~one|ann|100|100", "acme~one|bob|70|70", "acme~two|ann|0|0", "acme~two|cid|0|0");
    }

    @Test
    void aRoundThatDoesNotEndIsOverdueInWhateverStage() throws SQLException {
        round("open").opened();
        round("waiting").opened().closed();
        round("paying").opened().closed().result(RED);
        round("voiding").opened().closed().voiding();
        round("ended").opened().closed().result(RED).settled();
        project();

        assertThat(found())
                .containsExactlyInAnyOrder(
                        "round_overdue open stage=bets_open",
                        "round_overdue waiting stage=bets_closed",
                        "round_overdue paying stage=result",
                        "round_overdue voiding stage=voiding");
    }

    @Test
    void aBetWithoutAnOutcomeIsFoundWhetherItsWalletHasDebitedItOrNot() throws SQLException {
        round("r")
                .opened()
                .intended("ann", 100)
                .intended("bob", 70)
                .debited("bob")
                .intended("cid", 5)
                .debited("cid")
                .decided("cid", true);
        project();

        assertThat(found(EnumSet.of(FindingKind.BET_UNDECIDED)))
                .containsExactly(
                        "bet_undecided r playerId=ann betId=b-r stakeMinor=100",
                        "bet_undecided r playerId=bob betId=b-r stakeMinor=70");
    }

    @Test
    void aPayoutIsUnconfirmedUntilItsBookHasHeardOfIt() throws SQLException {
        JournaledRound round = round("r").opened();
        for (String player : List.of("ann", "bob")) {
            round.intended(player, 100).debited(player).decided(player, true);
        }
        round.closed().result(RED).credited("ann").confirmed().credited("bob");
        project();
        assertThat(found(EnumSet.of(FindingKind.PAYOUT_UNCONFIRMED)))
                .containsExactly("payout_unconfirmed r playerId=bob betId=b-r payoutMinor=200 paidMinor=0");

        round.confirmed().settled().result(BLACK);
        project();
        assertThat(found(EnumSet.of(FindingKind.PAYOUT_UNCONFIRMED)))
                .containsExactly(
                        "payout_unconfirmed r playerId=ann betId=b-r payoutMinor=0 paidMinor=200",
                        "payout_unconfirmed r playerId=bob betId=b-r payoutMinor=0 paidMinor=200");
    }

    /** What has not come by then may have happened since. */
    @Test
    void ageCountsUpToWhereTheFeedIs() throws SQLException {
        JournaledRound round = round("r").opened().intended("ann", 100).intended("bob", 1);
        round.debited("ann")
                .decided("ann", true)
                .debited("bob")
                .decided("bob", true)
                .closed()
                .result(RED);
        project();
        assertThat(found()).hasSize(3);

        DATABASE.execute("UPDATE feed_cursor SET as_of = (SELECT stage_at FROM played_round) + interval '59 seconds'");
        assertThat(found()).isEmpty();
        DATABASE.execute("UPDATE feed_cursor SET as_of = (SELECT stage_at FROM played_round) + interval '60 seconds'");
        assertThat(found()).hasSize(3);
    }

    @Test
    void aPayoutThatIsNotAmongThePlayersTransactionsIsMissing() throws SQLException {
        round("r")
                .opened()
                .intended("ann", 100)
                .debited("ann")
                .decided("ann", true)
                .closed()
                .result(RED)
                .credited("ann")
                .confirmed()
                .settled();
        project();
        assertThat(found()).isEmpty();

        DATABASE.execute("DELETE FROM player_transaction WHERE kind = 'win'");
        assertThat(found()).containsExactly("payout_missing r playerId=ann betId=b-r paidMinor=200 walletVersion=4");
    }

    @Test
    void aBookThatBelievesInAPayoutThatNoWalletHasMadeIsFoundByBetAndByTotal() throws SQLException {
        round("r")
                .opened()
                .intended("ann", 100)
                .debited("ann")
                .decided("ann", true)
                .closed()
                .result(RED)
                .believed("ann", 3)
                .confirmed()
                .settled();
        project();

        assertThat(found())
                .containsExactly(
                        "payout_missing r playerId=ann betId=b-r paidMinor=200 walletVersion=3",
                        "totals_differ r stakedMinor=100 debitedMinor=100 paidMinor=200 creditedMinor=0 currency=EUR");
    }

    @Test
    void moneyThatNoBookHasAskedForMakesTheTotalsDiffer() throws SQLException {
        JournaledRound round =
                round("r").opened().intended("ann", 100).debited("ann").decided("ann", true);
        round.intended("bob", 70).debited("bob").decided("bob", false).closed().result(RED);
        round.credited("ann").confirmed().paidOnceMore("ann", 200);
        project();
        assertThat(found(UNHEALABLE))
                .as("as long as the round goes on anything may come")
                .isEmpty();

        round.rolledBack("bob").settled();
        project();
        assertThat(found(UNHEALABLE))
                .containsExactly(
                        "totals_differ r stakedMinor=100 debitedMinor=100 paidMinor=200 creditedMinor=400 currency=EUR");
    }

    @Test
    void moneyOfARoundThatWasNeverOpenedIsAstray() throws SQLException {
        JournaledRound ghost = round("ghost").opened().intended("ann", 100).debited("ann");
        DATABASE.execute("DELETE FROM event_journal WHERE persistence_id = 'Round|" + ghost.roundId() + "'");
        project();

        assertThat(found()).containsExactly("money_astray ghost debitedMinor=100 creditedMinor=0");
    }

    @Test
    void aListIsReadPageByPageOldestFirst() throws SQLException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            new JournaledRound(
                            connection,
                            journal,
                            JournaledRound.table("wheel", "acme"),
                            "r" + (9 - i),
                            Instant.now().minus(LONG_AGO).plusMillis(i / 2))
                    .opened();
            expected.add("acme~r" + (9 - i));
        }
        project();
        List<String> listed = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Finding.@Nullable Position next = null;
        do {
            Found page = Objects.requireNonNull(
                    read(FindingKind.ROUND_OVERDUE, next, 2).lists().get(FindingKind.ROUND_OVERDUE));
            page.findings().forEach(finding -> listed.add(finding.roundId()));
            sizes.add(page.findings().size());
            next = page.next() == null
                    ? null
                    : Finding.Position.of(page.next().text()).orElseThrow();
        } while (next != null);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(expected).doesNotHaveDuplicates();
        assertThat(listed.get(4)).isEqualTo("acme~r5");
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void whereNoFeedEverRanNothingIsKnown() throws SQLException {
        round("r").opened();
        Report report = read(EnumSet.allOf(FindingKind.class), null, 10);
        assertThat(report.feed()).isNull();
        assertThat(report.lists().values()).allMatch(list -> list.findings().isEmpty());
    }
}
