package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.round.TableFeed.Published;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.TableEvent;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.WalletIndex;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real tables, rounds, books and wallets on one node: what a player and a provider live through. */
class HouseTablesTest {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    akka.actor.provider = cluster
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    akka.coordinated-shutdown.exit-jvm = off
                    akka.coordinated-shutdown.run-by-actor-system-terminate = off
                    croupier.dev-mode = on
                    croupier.round.feed-lease = 10m
                    croupier.round.chain-length = 200
                    croupier.round.directory.refresh-interval = 100ms
                    croupier.round.house-tables = [
                      { table-id = wheel, owner = house, game = roulette, currency = EUR, books = 4
                        min-stake-minor = 10, max-stake-minor = 10000, betting-window = 2s, pause = 100ms }
                      { table-id = theirs, owner = acme, game = roulette, currency = EUR, books = 2
                        min-stake-minor = 10, max-stake-minor = 10000, betting-window = 0s, pause = 0s }
                    ]
                    """)
            .withFallback(ConfigFactory.parseString(HandOver.SHARDS_HERE))
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());
    private static final Duration LONG = Duration.ofSeconds(30);

    private static ActorTestKit kit;
    private static ClusterSharding sharding;
    private static TableDirectory directory;

    @BeforeAll
    static void startNode() throws Exception {
        kit = ActorTestKit.create("house-tables", CONFIG.resolve());
        var cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        sharding = ClusterSharding.get(kit.system());
        WalletEntity.init(kit.system(), sharding, (wallet, events) -> {}, WalletIndex.NONE, Clock.systemUTC());
        SeedVault vault = new SeedVault(new MemorySeedStore(), new byte[32], ForkJoinPool.commonPool());
        directory = RoundActors.init(kit.system(), sharding, notice -> {}, vault, Clock.systemUTC())
                .directory();
        directory.loaded().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(directory.tables()).extracting(TableTerms::tableId).contains("wheel", "theirs");
    }

    @AfterAll
    static void stopNode() {
        kit.shutdownTestKit();
    }

    private static String player() {
        String playerId = "p-" + UUID.randomUUID();
        TestProbe<Answer> answers = kit.createTestProbe(Answer.class);
        for (Transaction step : List.of(
                new Transaction.Open("op~open", "EUR", Reference.NONE),
                new Transaction.Deposit("op~deposit", 100_000, "EUR", Reference.NONE))) {
            sharding.entityRefFor(WalletEntity.KEY, playerId).tell(new WalletEntity.Transact(step, answers.ref()));
            answers.expectMessageClass(Answer.Accepted.class, LONG);
        }
        return playerId;
    }

    private static long balance(String playerId) {
        TestProbe<WalletView> wallet = kit.createTestProbe(WalletView.class);
        sharding.entityRefFor(WalletEntity.KEY, playerId).tell(new WalletEntity.GetWallet(wallet.ref()));
        return wallet.receiveMessage(LONG).balanceMinor();
    }

    private static TestProbe<TableFeed> follow(String tableId) {
        TestProbe<TableFeed> feed = kit.createTestProbe(TableFeed.class);
        sharding.entityRefFor(TableEntity.KEY, tableId).tell(new TableEntity.Attach(feed.ref()));
        feed.expectMessageClass(TableFeed.Attached.class, LONG);
        return feed;
    }

    /** The next event of this name, and of this round unless it is empty. */
    private static RoundStatus next(TestProbe<TableFeed> feed, String event, String roundId) {
        List<TableFeed> seen = feed.fishForMessage(
                LONG,
                message -> message instanceof Published published
                                && published.event().equals(event)
                                && (roundId.isEmpty()
                                        || published.round().terms().roundId().equals(roundId))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        return ((Published) seen.get(seen.size() - 1)).round();
    }

    private static void bet(RoundStatus round, String playerId, String betId, Selection selection) {
        TableTerms table = round.terms().table();
        TestProbe<PlayerNotice> notices = kit.createTestProbe(PlayerNotice.class);
        sharding.entityRefFor(BookEntity.KEY, BookEntity.id(round.terms().roundId(), playerId, table.books()))
                .tell(new BookEntity.PlaceBet(
                        playerId,
                        betId,
                        table.tableId(),
                        round.terms().roundId(),
                        selection,
                        1000,
                        "EUR",
                        notices.ref()));
        notices.expectMessageClass(PlayerNotice.BetAccepted.class, LONG);
    }

    @Test
    void rouletteGoesFromABetToAProvenResultToTheWallet() throws Exception {
        String playerId = player();
        TestProbe<TableFeed> feed = follow("wheel");
        RoundStatus round = next(feed, "round_opened", "");
        Selection red = Games.ROULETTE.parseSelection(new ObjectMapper().readTree("{\"kind\":\"red\"}"));
        bet(round, playerId, "bet-1", red);
        RoundStatus result = next(feed, "round_result", round.terms().roundId());
        Outcome.Roulette outcome = (Outcome.Roulette) result.outcome();
        FairnessProof proof = result.proof();
        assertThat(outcome).isNotNull();
        assertThat(proof).isNotNull();
        assertThat(FairnessChecker.committed(proof)).isTrue();
        assertThat(outcome.number()).isEqualTo(FairnessChecker.rouletteNumber(proof.seed(), proof.clientSeed()));
        next(feed, "round_settled", round.terms().roundId());
        assertThat(balance(playerId)).isEqualTo(99_000 + Games.ROULETTE.payoutMinor(red, 1000, outcome, 0));
    }

    /** A flight lasts 17 s on average and up to 154 s, so six fly at once and the first to burst is looked at. */
    @Test
    void crashFliesToItsProvenBurstAndPaysTheAutomaticCashOut() throws Exception {
        String playerId = player();
        TestProbe<TableFeed> feed = kit.createTestProbe(TableFeed.class);
        for (int i = 1; i <= 6; i++) {
            TableTerms rocket = new TableTerms("rocket-" + i, "house", "crash", "EUR", 2, 10, 10_000, 8_000, 60_000);
            directory.create(rocket).toCompletableFuture().get(30, TimeUnit.SECONDS);
            bet(awaitOpen(rocket.tableId()), playerId, "bet-" + i, new Selection.Crash(101));
            sharding.entityRefFor(TableEntity.KEY, rocket.tableId()).tell(new TableEntity.Attach(feed.ref()));
        }
        RoundStatus settled = next(feed, "round_settled", "");
        Outcome.Crash outcome = (Outcome.Crash) settled.outcome();
        FairnessProof proof = settled.proof();
        assertThat(outcome).isNotNull();
        assertThat(proof).isNotNull();
        assertThat(FairnessChecker.committed(proof)).isTrue();
        assertThat(outcome.bustX100()).isEqualTo(FairnessChecker.crashBustX100(proof.seed(), proof.clientSeed()));
        assertThat(settled.bets()).isEqualTo(1);
        assertThat(settled.paidMinor()).isEqualTo(outcome.bustX100() >= 101 ? 1010 : 0);
    }

    private static RoundStatus awaitOpen(String tableId) {
        TestProbe<TableFeed> feed = kit.createTestProbe(TableFeed.class);
        return feed.awaitAssert(LONG, Duration.ofMillis(100), () -> {
            sharding.entityRefFor(TableEntity.KEY, tableId).tell(new TableEntity.Attach(feed.ref()));
            RoundStatus current =
                    feed.expectMessageClass(TableFeed.Attached.class).current();
            assertThat(current).isNotNull();
            assertThat(current.stage()).isEqualTo(Stage.BETS_OPEN);
            return current;
        });
    }

    @Test
    void aProvidersRoundIsOpenedClosedAndPaid() {
        TestProbe<TableFeed> feed = follow("theirs");
        TestProbe<RoundEntity.Reply> replies = kit.createTestProbe(RoundEntity.Reply.class);
        Instant closesAt = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        for (boolean replayed : new boolean[] {false, true}) {
            sharding.entityRefFor(TableEntity.KEY, "theirs")
                    .tell(new TableEntity.OpenRound("r-1", closesAt, replies.ref()));
            assertThat(replies.receiveMessage(LONG)).isEqualTo(new RoundEntity.Receipt("r-1", "open", null, replayed));
        }
        RoundStatus round = next(feed, "round_opened", "acme~r-1");
        String playerId = player();
        bet(round, playerId, "bet-1", new Selection.Roulette("straight", List.of(17)));
        sharding.entityRefFor(RoundEntity.KEY, "acme~r-1")
                .tell(new RoundEntity.Result("res-1", new Outcome.Roulette(17), null, replies.ref()));
        replies.expectMessageClass(RoundEntity.Receipt.class, LONG);
        assertThat(next(feed, "round_settled", "acme~r-1").stage()).isEqualTo(Stage.SETTLED);
        assertThat(balance(playerId)).isEqualTo(99_000 + 36_000);
        sharding.entityRefFor(TableEntity.KEY, "theirs")
                .tell(new TableEntity.OpenRound("r-1", closesAt, replies.ref()));
        assertThat(replies.receiveMessage(LONG)).isEqualTo(new RoundEntity.Receipt("r-1", "open", null, true));
    }

    /** Between two rounds nothing is under way that would wake the table, and the directory's keeper does not know of it. */
    @Test
    void aTableThatMovesPlaysItsNextRoundElsewhere() {
        TableTerms table = new TableTerms("moving", "house", "roulette", "EUR", 1, 10, 10_000, 200, 5_000);
        TestProbe<RoundEntity.Reply> created = kit.createTestProbe(RoundEntity.Reply.class);
        HandOver handOver = new HandOver(kit);
        try {
            sharding.entityRefFor(TableEntity.KEY, table.tableId()).tell(new TableEntity.Create(table, created.ref()));
            created.expectMessageClass(RoundEntity.Receipt.class, LONG);
            next(follow(table.tableId()), "round_settled", "");
            ActorRef<TableEntity.Command> leaving = handOver.entity("Table", table.tableId());
            handOver.leave(leaving, new TableEntity.Stop());
            handOver.awaitGone(leaving);
            int before = scheduled(table);
            created.awaitAssert(LONG, Duration.ofMillis(50), () -> {
                assertThat(scheduled(table)).isGreaterThan(before);
                return null;
            });
        } finally {
            handOver.stop();
        }
    }

    private static int scheduled(TableTerms table) {
        return (int) PersistenceTestKit.create(kit.system()).persistedInStorage("Table|" + table.tableId()).stream()
                .filter(TableEvent.RoundScheduled.class::isInstance)
                .count();
    }

    @Test
    void theDirectoryKnowsWhatWasCreatedAndByWhom() throws Exception {
        TableTerms terms = new TableTerms("new-1", "acme", "roulette", "EUR", 1, 1, 100, 0, 0);
        for (boolean replayed : new boolean[] {false, true}) {
            assertThat(directory.create(terms).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo(new RoundEntity.Receipt("new-1", "create_table", null, replayed));
        }
        assertThat(directory.table("new-1")).contains(terms);
        TableTerms broken = new TableTerms("new|2", "acme", "roulette", "EUR", 1, 1, 100, 0, 0);
        assertThat(directory.create(broken).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        RoundEntity.Refused.class,
                        refused -> assertThat(refused.field()).isEqualTo("tableId"));
    }
}
