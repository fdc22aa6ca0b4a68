package io.croupier.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.JournalIndex;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import io.croupier.wallet.domain.WalletView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WalletEntityTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:15:30.123Z"), ZoneOffset.UTC);
    private static final AtomicInteger PLAYERS = new AtomicInteger();

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;

    private final JournalWatch watch = new JournalWatch();
    private final BlockingQueue<WalletView> notified = new LinkedBlockingQueue<>();
    private final String playerId = "player-" + PLAYERS.incrementAndGet();
    private TestProbe<Answer> answers;
    private TestProbe<ClusterSharding.ShardCommand> shard;

    @BeforeAll
    static void start() {
        var fast = ConfigFactory.parseString("""
                croupier.wallet { max-batch = 8, max-pending = 30 }
                croupier.wallet.restart { min-back-off = 10ms, max-back-off = 50ms }
                """);
        kit = ActorTestKit.create(
                fast.withFallback(PersistenceTestKitPlugin.getInstance().config())
                        .withFallback(PersistenceTestKitSnapshotPlugin.config())
                        .withFallback(ActorTestKit.applicationTestConfig()));
        journal = PersistenceTestKit.create(kit.system());
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void watchTheJournal() {
        journal.withPolicy(watch);
        answers = kit.createTestProbe(Answer.class);
        shard = kit.createTestProbe(ClusterSharding.ShardCommand.class);
    }

    /** The wallet's index, where a test has one. */
    private volatile WalletIndex index = WalletIndex.NONE;

    private ActorRef<WalletEntity.Command> spawn() {
        return spawn(kit.system().settings().config());
    }

    private ActorRef<WalletEntity.Command> spawn(Config config) {
        return spawn(config, CLOCK);
    }

    private ActorRef<WalletEntity.Command> spawn(Config config, Clock clock) {
        var surroundings = new WalletEntity.Surroundings(
                (wallet, events) -> notified.add(wallet), index, clock, WalletSettings.from(config));
        return kit.spawn(WalletEntity.create(playerId, shard.ref(), surroundings));
    }

    private ActorRef<WalletEntity.Command> respawn(ActorRef<WalletEntity.Command> wallet) {
        stop(wallet);
        return spawn();
    }

    private void stop(ActorRef<WalletEntity.Command> wallet) {
        wallet.tell(WalletEntity.Stop.INSTANCE);
        answers.expectTerminated(wallet);
    }

    private Answer tell(ActorRef<WalletEntity.Command> wallet, Transaction transaction) {
        wallet.tell(new WalletEntity.Transact(transaction, answers.ref()));
        return answers.receiveMessage();
    }

    private Answer askOnce(ActorRef<WalletEntity.Command> wallet, Transaction transaction) {
        TestProbe<Answer> probe = kit.createTestProbe(Answer.class);
        wallet.tell(new WalletEntity.Transact(transaction, probe.ref()));
        return probe.receiveMessage(Duration.ofMillis(500));
    }

    private ActorRef<WalletEntity.Command> openedWith(long amountMinor) {
        ActorRef<WalletEntity.Command> wallet = spawn();
        tell(wallet, new Transaction.Open("op~open", "EUR", Reference.NONE));
        tell(wallet, new Transaction.Deposit("op~d", amountMinor, "EUR", Reference.NONE));
        // It answers before it notifies: once it answers a question too, it has done both.
        view(wallet);
        watch.forget();
        notified.clear();
        return wallet;
    }

    /** After a failure stays away for longer than any test takes. */
    private static Config patient() {
        return ConfigFactory.parseString("croupier.wallet.restart { min-back-off = 1m, max-back-off = 1m }")
                .withFallback(kit.system().settings().config());
    }

    private static Transaction.Bet bet(int n, long amountMinor) {
        return new Transaction.Bet("bet~" + n, amountMinor, "EUR", Reference.NONE);
    }

    private WalletView view(ActorRef<WalletEntity.Command> wallet) {
        TestProbe<WalletView> views = kit.createTestProbe(WalletView.class);
        wallet.tell(new WalletEntity.GetWallet(views.ref()));
        return views.receiveMessage();
    }

    private String persistenceId() {
        return WalletEntity.persistenceId(playerId).id();
    }

    private List<StoredWalletEvent> stored() {
        return journal.persistedInStorage(persistenceId()).stream()
                .map(StoredWalletEvent.class::cast)
                .toList();
    }

    @Test
    void betsThatComeTogetherAreDecidedOneByOneAndWrittenTogether() {
        ActorRef<WalletEntity.Command> wallet = respawn(openedWith(190));
        for (int n = 0; n < 20; n++) {
            wallet.tell(new WalletEntity.Transact(bet(n, 10), answers.ref()));
        }
        List<Answer> given = new ArrayList<>(answers.receiveSeveralMessages(20));
        assertThat(watch.batchSizes()).hasSizeLessThan(6).allMatch(size -> size <= 8);
        assertThat(given.subList(0, 19)).allMatch(Answer.Accepted.class::isInstance);
        assertThat(given.get(19))
                .isInstanceOfSatisfying(
                        Answer.Rejected.class,
                        last -> assertThat(last.code()).isEqualTo(WalletRejection.INSUFFICIENT_FUNDS));
        assertThat(given)
                .extracting(Answer::transactionId)
                .startsWith("bet~0", "bet~1")
                .endsWith("bet~19");
        assertThat(stored()).hasSize(22);
        assertThat(view(wallet).balanceMinor()).isZero();
        assertThat(notified).hasSizeLessThan(6).last().isEqualTo(view(wallet));
    }

    @Test
    void oneIdTwentyTimesAtOnceMovesMoneyOnce() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        for (int n = 0; n < 20; n++) {
            wallet.tell(new WalletEntity.Transact(bet(1, 10), answers.ref()));
        }
        assertThat(answers.receiveSeveralMessages(20))
                .extracting(Answer::asReplayed)
                .containsOnly(tell(wallet, bet(1, 10)));
        assertThat(view(wallet).balanceMinor()).isEqualTo(90);
        assertThat(stored()).hasSize(3);
    }

    @Test
    void whoeverLooksSeesABonusGoneWhoseTimeIsOver() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        var terms = new BonusTerms(
                500,
                List.of(),
                BonusTerms.Order.REAL_FIRST,
                BonusTerms.Wins.PROPORTIONAL,
                null,
                CLOCK.instant().plusSeconds(60));
        assertThat(tell(wallet, new Transaction.GrantBonus("op~g", 50, "EUR", terms, Reference.NONE)))
                .isInstanceOf(Answer.Accepted.class);
        assertThat(view(wallet).bonusMinor()).isEqualTo(50);
        stop(wallet);

        ActorRef<WalletEntity.Command> later =
                spawn(kit.system().settings().config(), Clock.offset(CLOCK, Duration.ofSeconds(60)));
        assertThat(view(later).bonusMinor()).isZero();
        assertThat(view(later).version()).isEqualTo(4);
        TestProbe<BonusesView> bonuses = kit.createTestProbe(BonusesView.class);
        later.tell(new WalletEntity.GetBonuses(bonuses.ref()));
        assertThat(bonuses.receiveMessage().bonuses().get(0).state()).isEqualTo(BonusState.EXPIRED);
        stop(later);
        assertThat(view(spawn()).bonusMinor()).isZero();
    }

    @Test
    void everythingIsThereAfterARestart() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        Answer taken = tell(wallet, bet(1, 40));
        Answer refused = tell(wallet, bet(2, 70));
        WalletView before = view(wallet);
        ActorRef<WalletEntity.Command> again = respawn(wallet);
        assertThat(view(again)).isEqualTo(before);
        assertThat(tell(again, bet(1, 40))).isEqualTo(taken.asReplayed());
        assertThat(tell(again, bet(2, 70))).isEqualTo(refused.asReplayed());
        assertThat(tell(again, bet(3, 60))).isInstanceOf(Answer.Accepted.class);
    }

    @Test
    void aTransactionIsFoundById() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        tell(wallet, bet(1, 40));
        TestProbe<WalletEntity.TransactionFound> found = kit.createTestProbe(WalletEntity.TransactionFound.class);
        wallet.tell(new WalletEntity.GetTransaction("bet~1", found.ref()));
        assertThat(found.receiveMessage().transaction().orElseThrow().amountMinor())
                .isEqualTo(-40);
        wallet.tell(new WalletEntity.GetTransaction("bet~2", found.ref()));
        assertThat(found.receiveMessage().transaction()).isEmpty();
    }

    private static Config forgetful() {
        return forgetful(40);
    }

    private static Config forgetful(int most) {
        return ConfigFactory.parseString(
                        "croupier.wallet { remembered = 5, snapshot-every = 10, max-remembered = " + most + " }")
                .withFallback(kit.system().settings().config());
    }

    /** Everything that is stored, at once. */
    private CompletableFuture<Recall> upToDate(String player, Set<String> ids) {
        List<StoredWalletEvent> events = stored();
        return CompletableFuture.completedFuture(JournalIndex.recall(events, events.size(), ids));
    }

    @Test
    void whatWasForgottenIsAnsweredAsItWasDecided() {
        index = this::upToDate;
        ActorRef<WalletEntity.Command> wallet = spawn(forgetful());
        tell(wallet, new Transaction.Open("op~open", "EUR", Reference.NONE));
        tell(wallet, new Transaction.Deposit("op~d", 1_000, "EUR", Reference.NONE));
        List<Answer> first = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            first.add(tell(wallet, bet(n, 1)));
        }
        for (int n = 0; n < 60; n++) {
            assertThat(tell(wallet, bet(n, 1))).isEqualTo(first.get(n).asReplayed());
            assertThat(tell(wallet, bet(n, 2)))
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            refused -> assertThat(refused.code()).isEqualTo(WalletRejection.TRANSACTION_CONFLICT));
        }
        assertThat(view(wallet).balanceMinor()).isEqualTo(940);
        TestProbe<WalletEntity.TransactionFound> found = kit.createTestProbe(WalletEntity.TransactionFound.class);
        wallet.tell(new WalletEntity.GetTransaction("bet~1", found.ref()));
        assertThat(found.receiveMessage().transaction()).isPresent();
    }

    @Test
    void aRestartFromASnapshotForgetsNothingThatTheIndexDoesNotHave() {
        index = (player, ids) -> {
            List<StoredWalletEvent> events = stored();
            return CompletableFuture.completedFuture(JournalIndex.recall(events, Math.min(20, events.size()), ids));
        };
        ActorRef<WalletEntity.Command> wallet = spawn(forgetful(400));
        tell(wallet, new Transaction.Open("op~open", "EUR", Reference.NONE));
        tell(wallet, new Transaction.Deposit("op~d", 1_000, "EUR", Reference.NONE));
        List<Answer> first = new ArrayList<>();
        for (int n = 0; n < 18; n++) {
            first.add(tell(wallet, bet(n, 1)));
        }
        for (int n = 18; n < 40; n++) {
            first.add(tell(wallet, bet(n, 1)));
        }
        stop(wallet);
        ActorRef<WalletEntity.Command> again = spawn(forgetful(400));
        for (int n = 0; n < 40; n++) {
            assertThat(tell(again, bet(n, 1))).isEqualTo(first.get(n).asReplayed());
        }
        assertThat(view(again).balanceMinor()).isEqualTo(960);
    }

    @Test
    void nothingIsForgottenWhileTheIndexStallsAndNothingTakenOnceTheMemoryIsFull() {
        var stalled = new AtomicBoolean(true);
        index = (player, ids) -> stalled.get() ? new CompletableFuture<>() : upToDate(player, ids);
        ActorRef<WalletEntity.Command> wallet = spawn(forgetful());
        tell(wallet, new Transaction.Open("op~open", "EUR", Reference.NONE));
        tell(wallet, new Transaction.Deposit("op~d", 1_000, "EUR", Reference.NONE));
        List<Answer> first = new ArrayList<>();
        for (int n = 0; n < 38; n++) {
            first.add(tell(wallet, bet(n, 1)));
        }
        TestProbe<Answer> refused = kit.createTestProbe(Answer.class);
        wallet.tell(new WalletEntity.Transact(bet(38, 1), refused.ref()));
        assertThat(view(wallet).balanceMinor()).isEqualTo(962);
        refused.expectNoMessage(Duration.ofMillis(100));
        for (int n = 0; n < 38; n++) {
            assertThat(tell(wallet, bet(n, 1))).isEqualTo(first.get(n).asReplayed());
        }
        ActorRef<WalletEntity.Command> again = respawnForgetful(wallet);
        stalled.set(false);
        answers.awaitAssert(
                Duration.ofSeconds(20),
                () -> assertThat(askOnce(again, bet(38, 1))).isInstanceOf(Answer.Accepted.class));
        for (int n = 0; n < 38; n++) {
            assertThat(tell(again, bet(n, 1))).isEqualTo(first.get(n).asReplayed());
        }
    }

    private ActorRef<WalletEntity.Command> respawnForgetful(ActorRef<WalletEntity.Command> wallet) {
        stop(wallet);
        return spawn(forgetful());
    }

    @Test
    void aLongLifeWithoutASnapshotIsReadAgainAndAnswered() {
        ActorRef<WalletEntity.Command> wallet = openedWith(1_000);
        List<Answer> first = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            first.add(tell(wallet, bet(n, 1)));
        }
        stop(wallet);
        index = this::upToDate;
        ActorRef<WalletEntity.Command> again = spawn(forgetful());
        for (int n = 0; n < 200; n++) {
            assertThat(tell(again, bet(n, 1))).isEqualTo(first.get(n).asReplayed());
        }
        assertThat(tell(again, bet(200, 1))).isInstanceOf(Answer.Accepted.class);
    }

    @Test
    void aTamperedEventFailsTheRecoveryByWalletAndSequenceNumber() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        tell(wallet, bet(1, 40));
        stop(wallet);
        List<StoredWalletEvent> events = stored();
        var richer = new WalletEvent.Deposited(
                events.get(1).event().previousHash(),
                "op~d",
                Reference.NONE,
                "EUR",
                new Split(100_000, 0),
                new Balances(100_000, 0, 0),
                CLOCK.instant());
        journal.clearByPersistenceId(persistenceId());
        journal.persistForRecovery(
                persistenceId(), List.of(events.get(0), StoredWalletEvent.of(richer), events.get(2)));
        LoggingTestKit.error("wallet=" + playerId + " sequenceNumber=3 names")
                .expect(kit.system(), () -> spawn(patient()));
    }

    @Test
    void aFailedWriteGivesNoAnswerAndTheSameIdSucceedsLater() {
        ActorRef<WalletEntity.Command> wallet = openedWith(100);
        watch.failNextWrites(1);
        wallet.tell(new WalletEntity.Transact(bet(1, 40), answers.ref()));
        answers.expectNoMessage(Duration.ofMillis(200));
        assertThat(view(wallet).balanceMinor()).isEqualTo(100);
        assertThat(notified).isEmpty();
        assertThat(tell(wallet, bet(1, 40)).replayed()).isFalse();
        assertThat(view(wallet).balanceMinor()).isEqualTo(60);
    }

    @Test
    void aWriteThatSeemedToFailButIsStoredIsAnsweredAsDecided() {
        stop(openedWith(100));
        ActorRef<WalletEntity.Command> wallet = spawn(patient());
        watch.failNextWrites(1);
        wallet.tell(new WalletEntity.Transact(bet(1, 40), answers.ref()));
        answers.expectNoMessage(Duration.ofMillis(200));
        kit.stop(wallet);
        Wallet state = Wallet.unopened(playerId);
        for (StoredWalletEvent stored : stored()) {
            state = state.apply(stored.event(), stored.hash());
        }
        WalletEvent taken = state.decide(bet(1, 40), CLOCK.instant()).event().orElseThrow();
        journal.persistForRecovery(persistenceId(), List.of(StoredWalletEvent.of(taken)));
        ActorRef<WalletEntity.Command> again = spawn();
        assertThat(tell(again, bet(1, 40)))
                .isInstanceOfSatisfying(
                        Answer.Accepted.class,
                        answer -> assertThat(answer.replayed()).isTrue());
        assertThat(view(again).balanceMinor()).isEqualTo(60);
    }

    @Test
    void whatExceedsThePendingOnesIsLeftWithoutAnAnswerAndDecidedWhenItComesAgain() {
        ActorRef<WalletEntity.Command> wallet = respawn(openedWith(1_000));
        TestProbe<Answer> flood = kit.createTestProbe(Answer.class);
        for (int n = 0; n < 200; n++) {
            wallet.tell(new WalletEntity.Transact(bet(n, 1), flood.ref()));
        }
        for (int n = 0; n < 200; n++) {
            Transaction.Bet again = bet(n, 1);
            answers.awaitAssert(
                    Duration.ofSeconds(20),
                    () -> assertThat(askOnce(wallet, again)).isInstanceOf(Answer.Accepted.class));
        }
        assertThat(view(wallet).balanceMinor()).isEqualTo(800);
    }

    @Test
    void aStopFirstLetsWhatIsPendingBeAnswered() {
        ActorRef<WalletEntity.Command> wallet = openedWith(1_000);
        for (int n = 0; n < 25; n++) {
            wallet.tell(new WalletEntity.Transact(bet(n, 1), answers.ref()));
        }
        wallet.tell(WalletEntity.Stop.INSTANCE);
        assertThat(answers.receiveSeveralMessages(25)).allMatch(Answer.Accepted.class::isInstance);
        answers.expectTerminated(wallet);
    }

    @Test
    void anUnknownPlayerIsRefusedStoredNowhereAndSoonGone() {
        ActorRef<WalletEntity.Command> wallet = spawn();
        assertThat(tell(wallet, bet(1, 10)))
                .isInstanceOfSatisfying(
                        Answer.Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo(WalletRejection.UNKNOWN_PLAYER));
        shard.expectMessage(new ClusterSharding.Passivate<>(wallet));
        assertThat(view(wallet).open()).isFalse();
        assertThat(stored()).isEmpty();
        assertThat(notified).isEmpty();
    }
}
