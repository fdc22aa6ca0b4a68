package io.croupier.round;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSelection;
import akka.actor.PoisonPill;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.WalletIndex;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletView;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of one node with the real wallets, rounds and books on an in-memory journal. In the tables' place stands what
 * answers Draw and Reveal with an outcome that the test has fixed, and remembers the stages it was told.
 */
final class RoundsInOneNode {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    akka.actor.provider = cluster
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    akka.cluster.sharding.number-of-shards = 10
                    akka.actor.serialize-messages = on
                    akka.coordinated-shutdown.exit-jvm = off
                    akka.coordinated-shutdown.run-by-actor-system-terminate = off
                    croupier.round.book.wallet-call-timeout = 400ms
                    croupier.round.book.resolve-timeout = 1s
                    croupier.round.book.refused-credit-retry-min = 200ms
                    croupier.round.round.resend-min = 200ms
                    croupier.round.round.flight-tick = 20ms
                    croupier.round.book.out-of-reach = 3s
                    akka.remote.artery.bind.bind-timeout = 30s
                    """)
            .withFallback(ConfigFactory.parseString(HandOver.SHARDS_HERE))
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(ConfigFactory.load());

    private static final int SHARDS = 10;

    static final String CURRENCY = "EUR";

    private final Clock clock;
    final ActorTestKit kit;
    final ClusterSharding sharding;
    final Queue<PlayerNotice> told = new ConcurrentLinkedQueue<>();
    final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    final Map<String, Queue<RoundStatus>> stages = new ConcurrentHashMap<>();
    /** Rounds whose table hears nothing. */
    final Set<String> deafTables = ConcurrentHashMap.newKeySet();

    RoundsInOneNode(Clock clock) {
        this(clock, "");
    }

    /** A node with other settings where these say so. */
    RoundsInOneNode(Clock clock, String settings) {
        this.clock = clock;
        kit = ActorTestKit.create(
                "rounds-" + UUID.randomUUID(),
                ConfigFactory.parseString(settings).withFallback(CONFIG));
        var cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        sharding = ClusterSharding.get(kit.system());
        WalletEntity.init(kit.system(), sharding, (wallet, events) -> {}, WalletIndex.NONE, clock);
        RoundActors.initRounds(kit.system(), sharding, told::add, clock);
        sharding.init(Entity.of(
                TableEntity.KEY,
                entity -> Behaviors.receiveMessage(message -> {
                    table(message);
                    return Behaviors.same();
                })));
    }

    /** Waits until the node answers at its usual speed. */
    void warmUp() {
        RoundTerms terms = open(roulette("acme", 1), Duration.ofMinutes(1));
        bet(terms, player(100), "first", straight(0), 10);
    }

    void stop() {
        kit.shutdownTestKit();
    }

    private void table(TableEntity.Command message) {
        if (message instanceof TableEntity.Progress progress) {
            RoundStatus status = progress.status();
            String roundId = status.terms().roundId();
            if (!deafTables.contains(roundId)) {
                round(roundId).tell(new RoundEntity.ProgressSeen(status.stage(), status.resultVersion()));
            }
            // Last: whoever sees the stage here may rely on the answer's being before what he sends to the round.
            stages.computeIfAbsent(roundId, id -> new ConcurrentLinkedQueue<>()).add(status);
        } else if (message instanceof TableEntity.Draw draw && outcomes.containsKey(draw.roundId())) {
            round(draw.roundId()).tell(new RoundEntity.Drawn(outcomes.get(draw.roundId())));
        } else if (message instanceof TableEntity.Reveal reveal && outcomes.containsKey(reveal.roundId())) {
            var proof = new FairnessProof("chain", "00", 1, "00", reveal.clientSeed());
            round(reveal.roundId()).tell(new RoundEntity.Revealed(outcomes.get(reveal.roundId()), proof));
        }
    }

    EntityRef<RoundEntity.Command> round(String roundId) {
        return sharding.entityRefFor(RoundEntity.KEY, roundId);
    }

    EntityRef<BookEntity.Command> book(RoundTerms terms, String playerId) {
        return sharding.entityRefFor(
                BookEntity.KEY,
                BookEntity.id(terms.roundId(), playerId, terms.table().books()));
    }

    // Players

    /** A wallet with so much money. */
    String player(long balanceMinor) {
        String playerId = "p-" + UUID.randomUUID();
        accepted(playerId, new Transaction.Open("op~open", CURRENCY, Reference.NONE));
        accepted(playerId, new Transaction.Deposit("op~deposit", balanceMinor, CURRENCY, Reference.NONE));
        return playerId;
    }

    private void accepted(String playerId, Transaction transaction) {
        TestProbe<Answer> probe = kit.createTestProbe(Answer.class);
        sharding.entityRefFor(WalletEntity.KEY, playerId).tell(new WalletEntity.Transact(transaction, probe.getRef()));
        probe.expectMessageClass(Answer.Accepted.class, Duration.ofSeconds(60));
    }

    long balance(String playerId) {
        TestProbe<WalletView> probe = kit.createTestProbe(WalletView.class);
        sharding.entityRefFor(WalletEntity.KEY, playerId).tell(new WalletEntity.GetWallet(probe.getRef()));
        return probe.receiveMessage().balanceMinor();
    }

    // Rounds

    static TableTerms roulette(String owner, int books) {
        return new TableTerms("t-" + UUID.randomUUID(), owner, "roulette", CURRENCY, books, 10, 100_000, 5_000, 0);
    }

    static TableTerms crash() {
        return new TableTerms("t-" + UUID.randomUUID(), "house", "crash", CURRENCY, 1, 10, 100_000, 5_000, 0);
    }

    /** A round that takes bets for so long. */
    RoundTerms open(TableTerms table, Duration window) {
        var terms = new RoundTerms(
                table.internalRoundId(UUID.randomUUID().toString()),
                table,
                clock.instant().plus(window).truncatedTo(ChronoUnit.MILLIS));
        assertThat(command(terms.roundId(), replyTo -> new RoundEntity.Open(terms, replyTo)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "open", null, false));
        return terms;
    }

    /** How a command is built around its reply address. */
    interface Asked<R, C> {
        C with(ActorRef<R> replyTo);
    }

    RoundEntity.Reply command(String roundId, Asked<RoundEntity.Reply, RoundEntity.Command> command) {
        return command(roundId, command, Duration.ofSeconds(60));
    }

    private RoundEntity.Reply command(
            String roundId, Asked<RoundEntity.Reply, RoundEntity.Command> command, Duration limit) {
        TestProbe<RoundEntity.Reply> probe = kit.createTestProbe(RoundEntity.Reply.class);
        round(roundId).tell(command.with(probe.getRef()));
        return probe.receiveMessage(limit);
    }

    RoundEntity.Reply result(RoundTerms terms, String resultId, int number) {
        return command(terms.roundId(), r -> new RoundEntity.Result(resultId, new Outcome.Roulette(number), null, r));
    }

    @Nullable RoundStatus status(String roundId) {
        TestProbe<RoundEntity.RoundFound> probe = kit.createTestProbe(RoundEntity.RoundFound.class);
        round(roundId).tell(new RoundEntity.GetRound(probe.getRef()));
        return probe.receiveMessage(Duration.ofSeconds(1)).round().orElse(null);
    }

    /** What the table was told, in order. */
    List<RoundStatus> stagesOf(RoundTerms terms) {
        return List.copyOf(stages.getOrDefault(terms.roundId(), new ConcurrentLinkedQueue<>()));
    }

    /** Waits until the round is there. */
    RoundStatus await(RoundTerms terms, RoundStatus.Stage stage) {
        return kit.<RoundStatus>createTestProbe().awaitAssert(Duration.ofSeconds(15), Duration.ofMillis(50), () -> {
            RoundStatus status = status(terms.roundId());
            assertThat(status).isNotNull();
            assertThat(status.stage()).isEqualTo(stage);
            return status;
        });
    }

    // Bets

    static Selection straight(int number) {
        return new Selection.Roulette("straight", List.of(number));
    }

    TestProbe<PlayerNotice> probe() {
        return kit.createTestProbe(PlayerNotice.class);
    }

    void place(
            RoundTerms terms,
            String playerId,
            String betId,
            Selection selection,
            long stakeMinor,
            ActorRef<PlayerNotice> to) {
        book(terms, playerId)
                .tell(new BookEntity.PlaceBet(
                        playerId,
                        betId,
                        terms.table().tableId(),
                        terms.roundId(),
                        selection,
                        stakeMinor,
                        CURRENCY,
                        to));
    }

    /** Places a bet as a client does: without an answer the outcome is unknown, and the same bet is sent again. */
    PlayerNotice bet(RoundTerms terms, String playerId, String betId, Selection selection, long stakeMinor) {
        for (int attempt = 0; attempt < 10; attempt++) {
            TestProbe<PlayerNotice> probe = probe();
            place(terms, playerId, betId, selection, stakeMinor, probe.getRef());
            try {
                return probe.receiveMessage(Duration.ofSeconds(2));
            } catch (AssertionError unknown) {
                kit.system().log().info("betId={} is unknown and sent again", betId);
            }
        }
        throw new AssertionError("no answer to bet " + betId);
    }

    PlayerNotice cashOut(RoundTerms terms, String playerId, String betId) {
        TestProbe<PlayerNotice> probe = probe();
        book(terms, playerId).tell(new BookEntity.CashOut(playerId, betId, probe.getRef()));
        return probe.receiveMessage(Duration.ofSeconds(60));
    }

    BetView view(RoundTerms terms, String playerId, String betId) {
        TestProbe<BookEntity.Bets> probe = kit.createTestProbe(BookEntity.Bets.class);
        book(terms, playerId).tell(new BookEntity.GetBets(playerId, List.of(betId), probe.getRef()));
        return probe.receiveMessage().bets().get(0);
    }

    List<PlayerNotice> toldAbout(String playerId) {
        return told.stream().filter(n -> n.playerId().equals(playerId)).toList();
    }

    /** Stops an actor as a crash of its node would: what it has not stored is gone. The next message starts it again. */
    void crash(String typeName, String entityId) {
        actor(typeName, entityId).tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    }

    /** The same, and returns when it is gone: whoever answers after that has read the journal. */
    private void crashAndWait(String typeName, String entityId) {
        akka.actor.ActorRef crashing = actor(typeName, entityId)
                .resolveOne(Duration.ofSeconds(10))
                .toCompletableFuture()
                .join();
        crash(typeName, entityId);
        kit.createTestProbe().expectTerminated(Adapter.toTyped(crashing), Duration.ofSeconds(10));
    }

    private ActorSelection actor(String typeName, String entityId) {
        String shard = Integer.toString(Math.abs(entityId.hashCode() % SHARDS));
        String path = "/system/sharding/" + typeName + "/" + shard + "/" + URLEncoder.encode(entityId, UTF_8);
        return Adapter.toClassic(kit.system()).actorSelection(path);
    }

    void crashBook(RoundTerms terms, String playerId) {
        crash("Book", BookEntity.id(terms.roundId(), playerId, terms.table().books()));
    }

    void crashRound(RoundTerms terms) {
        crash("Round", terms.roundId());
    }

    /** The round first, and then a player's book, which so hears of the flight from the next round's actor alone. */
    void crashRoundAndBook(RoundTerms terms, String playerId) {
        crashAndWait("Round", terms.roundId());
        crashAndWait(
                "Book", BookEntity.id(terms.roundId(), playerId, terms.table().books()));
    }

    /** Asks again where nothing answers, as after a crash. */
    RoundEntity.Reply untilAnswered(RoundTerms terms, Asked<RoundEntity.Reply, RoundEntity.Command> command) {
        for (int attempt = 0; attempt < 30; attempt++) {
            try {
                return command(terms.roundId(), command, Duration.ofSeconds(2));
            } catch (AssertionError unknown) {
                kit.system().log().info("roundId={} did not answer", terms.roundId());
            }
        }
        throw new AssertionError("no answer from round " + terms.roundId());
    }
}
