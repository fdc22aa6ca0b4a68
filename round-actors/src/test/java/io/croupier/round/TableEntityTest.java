package io.croupier.round;

import static io.croupier.round.domain.RoundStatus.Stage.BETS_OPEN;
import static io.croupier.round.domain.RoundStatus.Stage.CLOSING;
import static io.croupier.round.domain.RoundStatus.Stage.IN_FLIGHT;
import static io.croupier.round.domain.RoundStatus.Stage.RESULT;
import static io.croupier.round.domain.RoundStatus.Stage.SETTLED;
import static io.croupier.round.domain.RoundStatus.Stage.VOIDED;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.round.TableEntity.Command;
import io.croupier.round.TableFeed.Attached;
import io.croupier.round.TableFeed.Published;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableEvent;
import io.croupier.round.domain.TableEvent.ChainCommitted;
import io.croupier.round.domain.TableEvent.RoundScheduled;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TableEntityTest {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    croupier.round.chain-length = 50
                    croupier.round.table.open-timeout = 300ms
                    croupier.round.table.tick-interval = 100ms
                    croupier.round.table.wake-interval = 60s
                    croupier.round.table.snapshot-every = 5
                    croupier.round.feed-lease = 700ms
                    croupier.round.feed-history = 4
                    akka.actor.allow-java-serialization = off
                    akka.actor.provider = cluster
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.remote.artery.bind.bind-timeout = 30s
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    akka.coordinated-shutdown.exit-jvm = off
                    akka.coordinated-shutdown.run-by-actor-system-terminate = off
                    """)
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load())
            .resolve();
    private static final String CLIENT_SEED = "00112233445566778899aabbccddeeff".repeat(2);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Executor BLOCKING = ForkJoinPool.commonPool();

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;

    private final MemorySeedStore seeds = new MemorySeedStore();
    private final String tableId = "table-" + COUNT.incrementAndGet();
    private TestProbe<RoundEntity.Command> rounds;
    private TestProbe<RoundEntity.Reply> replies;
    private TestProbe<TableFeed> feed;
    private ActorRef<Command> table;

    @BeforeAll
    static void startKit() {
        kit = ActorTestKit.create(CONFIG);
        journal = PersistenceTestKit.create(kit.system());
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void startTable() {
        rounds = kit.createTestProbe(RoundEntity.Command.class);
        replies = kit.createTestProbe(RoundEntity.Reply.class);
        feed = kit.createTestProbe(TableFeed.class);
        table = spawn(CONFIG);
    }

    @AfterEach
    void stopTable() {
        kit.stop(table);
    }

    private ActorRef<Command> spawn(Config config) {
        SeedVault vault = new SeedVault(seeds, new byte[SeedVault.KEY_BYTES], BLOCKING);
        return kit.spawn(TableActor.create(
                tableId,
                new TableActor.Surroundings(
                        id -> rounds.ref(), vault, Clock.systemUTC(), TableSettings.from(config), self -> {})));
    }

    private void restart() {
        restart(CONFIG);
    }

    private void restart(Config config) {
        kit.stop(table);
        table = spawn(config);
    }

    private TableTerms house(String game, long windowMs) {
        return new TableTerms(tableId, TableTerms.HOUSE, game, "EUR", 2, 10, 1000, windowMs, 20);
    }

    private void create(TableTerms terms) {
        table.tell(new TableEntity.Create(terms, replies.ref()));
        assertThat(replies.receiveMessage()).isEqualTo(new RoundEntity.Receipt(tableId, "create_table", null, false));
    }

    private <T extends RoundEntity.Command> T nextToRound(Class<T> type) {
        return rounds
                .fishForMessage(
                        Duration.ofSeconds(5),
                        message -> type.isInstance(message)
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(type::cast)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** The table opens its next round; the round accepts. */
    private RoundTerms opened() {
        RoundEntity.Open open = nextToRound(RoundEntity.Open.class);
        open.replyTo().tell(new RoundEntity.Receipt(open.terms().roundId(), "open", null, false));
        return open.terms();
    }

    private static RoundStatus status(RoundTerms terms, Stage stage, @Nullable Outcome outcome) {
        int version = stage == RESULT || stage == SETTLED ? 1 : 0;
        Instant flight = stage == IN_FLIGHT ? terms.bettingClosesAt() : null;
        String reason = stage == VOIDED ? "test" : null;
        return new RoundStatus(terms, stage, version, null, outcome, null, reason, flight, 3, 300, 0, 0);
    }

    private void progress(RoundTerms terms, Stage stage, @Nullable Outcome outcome) {
        RoundStatus status = status(terms, stage, outcome);
        table.tell(new TableEntity.Progress(status));
        RoundEntity.ProgressSeen seen = nextToRound(RoundEntity.ProgressSeen.class);
        assertThat(seen).isEqualTo(new RoundEntity.ProgressSeen(stage, status.resultVersion()));
    }

    private RoundEntity.Revealed reveal(RoundTerms terms, String clientSeed) {
        table.tell(new TableEntity.Reveal(terms.roundId(), clientSeed));
        return nextToRound(RoundEntity.Revealed.class);
    }

    private Attached attach() {
        table.tell(new TableEntity.Attach(feed.ref()));
        return feed.expectMessageClass(Attached.class);
    }

    private Published published() {
        return feed.expectMessageClass(Published.class);
    }

    private List<TableEvent> stored() {
        return journal.persistedInStorage("Table|" + tableId).stream()
                .map(TableEvent.class::cast)
                .toList();
    }

    private <E extends TableEvent> List<E> stored(Class<E> type) {
        return stored().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Nested
    class AHouseTable {
        @Test
        void playsOneRoundAfterTheOtherAndEachIsProvablyDrawn() throws Exception {
            create(house("roulette", 150));
            long number = 1;
            for (; number <= 3; number++) {
                RoundTerms round = opened();
                assertThat(round.roundId()).isEqualTo("house~" + tableId + "." + number);
                assertThat(round.publicRoundId()).isEqualTo(tableId + "." + number);
                progress(round, BETS_OPEN, null);
                progress(round, CLOSING, null);
                RoundEntity.Revealed revealed = reveal(round, CLIENT_SEED);
                FairnessProof proof = revealed.proof();
                assertThat(proof.index()).isEqualTo(number);
                assertThat(proof.clientSeed()).isEqualTo(CLIENT_SEED);
                assertThat(proof.commitment())
                        .isEqualTo(stored(ChainCommitted.class).get(0).commitment());
                assertThat(FairnessChecker.committed(proof)).isTrue();
                assertThat(revealed.outcome())
                        .isEqualTo(new Outcome.Roulette(FairnessChecker.rouletteNumber(proof.seed(), CLIENT_SEED)));
                progress(round, RESULT, revealed.outcome());
                progress(round, SETTLED, revealed.outcome());
            }
            assertThat(attach().lastResults()).hasSize(3).first().satisfies(newest -> {
                assertThat(newest.terms().publicRoundId()).isEqualTo(tableId + ".3");
                assertThat(newest.proof()).isNotNull();
            });
        }

        @Test
        void commitsItsChainBeforeItsFirstRound() {
            create(house("roulette", 150));
            opened();
            assertThat(stored().subList(0, 3))
                    .extracting(e -> e.getClass().getSimpleName())
                    .containsExactly("TableCreated", "ChainCommitted", "RoundScheduled");
            ChainCommitted chain = stored(ChainCommitted.class).get(0);
            assertThat(chain.cause()).isEqualTo("first");
            assertThat(chain.length()).isEqualTo(50);
            assertThat(attach().commitment())
                    .isEqualTo(new TableFeed.Commitment(chain.chainId(), chain.commitment(), 50, chain.at()));
        }

        @Test
        void opensARoundAgainUntilItAnswers() {
            create(house("roulette", 150));
            RoundEntity.Open first = nextToRound(RoundEntity.Open.class);
            RoundEntity.Open again = nextToRound(RoundEntity.Open.class);
            assertThat(again.terms()).isEqualTo(first.terms());
            assertThat(stored(RoundScheduled.class)).hasSize(1);
        }

        @Test
        void skipsARoundThatIsRefusedForGood() {
            create(house("roulette", 150));
            RoundEntity.Open open = nextToRound(RoundEntity.Open.class);
            open.replyTo().tell(new RoundEntity.Refused("transaction_conflict", "", false, null));
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".2");
        }

        @Test
        void drawsAFlightWithoutRevealingIt() throws Exception {
            create(house("crash", 100));
            RoundTerms round = opened();
            progress(round, BETS_OPEN, null);
            table.tell(new TableEntity.Draw(round.roundId(), CLIENT_SEED));
            Outcome drawn = nextToRound(RoundEntity.Drawn.class).outcome();
            assertThat(stored(TableEvent.SeedRevealed.class)).isEmpty();
            RoundEntity.Revealed revealed = reveal(round, CLIENT_SEED);
            assertThat(revealed.outcome()).isEqualTo(drawn);
            assertThat(drawn)
                    .isEqualTo(new Outcome.Crash(
                            FairnessChecker.crashBustX100(revealed.proof().seed(), CLIENT_SEED)));
            assertThat(stored(TableEvent.SeedRevealed.class)).hasSize(1);
        }

        @Test
        void tellsNoSeedBeforeTheDeadline() {
            create(house("roulette", 300));
            RoundTerms round = opened();
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            nextToRound(RoundEntity.Revealed.class);
            assertThat(Instant.now()).isAfterOrEqualTo(round.bettingClosesAt());
        }

        @Test
        void tellsNoSeedWhileBettingIsOpenForLong() {
            create(house("roulette", 60_000));
            RoundTerms round = opened();
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            progress(round, BETS_OPEN, null);
            rounds.expectNoMessage(Duration.ofMillis(200));
            assertThat(stored(TableEvent.SeedRevealed.class)).isEmpty();
        }

        @Test
        void revealsTheSameForEverWhateverIsAskedLater() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            RoundEntity.Revealed first = reveal(round, CLIENT_SEED);
            assertThat(reveal(round, "ff".repeat(32))).isEqualTo(first);
            restart();
            assertThat(reveal(round, CLIENT_SEED)).isEqualTo(first);
            assertThat(stored(TableEvent.SeedRevealed.class)).hasSize(1);
        }

        @Test
        void answersOnlyRoundsOfItsOwn() {
            create(house("roulette", 100));
            opened();
            table.tell(new TableEntity.Reveal("house~other.1", CLIENT_SEED));
            table.tell(new TableEntity.Draw("house~other.1", CLIENT_SEED));
            rounds.expectNoMessage(Duration.ofMillis(200));
        }

        @Test
        void pausesWhileTooManyRoundsAreUnsettled() {
            create(house("roulette", 50));
            List<RoundTerms> open = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RoundTerms round = opened();
                open.add(round);
                progress(round, RESULT, new Outcome.Roulette(1));
            }
            rounds.expectNoMessage(Duration.ofMillis(200));
            assertThat(stored(RoundScheduled.class)).hasSize(6);
            table.tell(new TableEntity.Progress(status(open.get(0), SETTLED, new Outcome.Roulette(1))));
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".7");
        }

        @Test
        void wakesARoundThatHasGoneQuiet() {
            kit.stop(table);
            table = spawn(ConfigFactory.parseString("croupier.round.table.wake-interval = 200ms")
                    .withFallback(CONFIG));
            create(house("roulette", 60_000));
            opened();
            nextToRound(RoundEntity.Wake.class);
            nextToRound(RoundEntity.Wake.class);
        }

        @Test
        void goesOnAfterAVoidedRound() {
            create(house("roulette", 50));
            progress(opened(), VOIDED, null);
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".2");
            assertThat(attach().lastResults()).isEmpty();
        }
    }

    @Nested
    class AfterARestart {
        @Test
        void opensTheScheduledRoundAgainWithTheSameTerms() {
            create(house("roulette", 5000));
            RoundTerms round = opened();
            restart();
            assertThat(opened()).isEqualTo(round);
            assertThat(stored(RoundScheduled.class)).hasSize(1);
        }

        @Test
        void wakesRoundsThatAreNotSettledAndPlaysOn() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            progress(round, RESULT, new Outcome.Roulette(1));
            restart();
            nextToRound(RoundEntity.Wake.class);
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".2");
        }

        @Test
        void comesBackFromASnapshotWithItsResultsAndProofs() {
            create(house("roulette", 50));
            for (int i = 0; i < 4; i++) {
                RoundTerms round = opened();
                Outcome outcome = reveal(round, CLIENT_SEED).outcome();
                progress(round, RESULT, outcome);
                progress(round, SETTLED, outcome);
            }
            opened();
            Attached before = attach();
            restart();
            feed = kit.createTestProbe(TableFeed.class);
            Attached after = attach();
            assertThat(after.lastResults()).isEqualTo(before.lastResults()).hasSize(4);
            assertThat(after.commitment()).isEqualTo(before.commitment());
            assertThat(after.epoch()).isNotEqualTo(before.epoch());
            assertThat(after.offset()).isZero();
        }

        @Test
        void startsANewChainWhereTheOldOneIsLostAndVoidsWhatDrewFromIt() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            kit.stop(table);
            seeds.chains.clear();
            table = spawn(CONFIG);
            assertThat(opened()).isEqualTo(round);
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            assertThat(nextToRound(RoundEntity.VoidRound.class).reason()).isEqualTo("fairness_seed_lost");
            progress(round, VOIDED, null);
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".2");
            assertThat(stored(ChainCommitted.class))
                    .extracting(ChainCommitted::cause)
                    .containsExactly("first", "lost");
            assertThat(stored(RoundScheduled.class).get(1).chainIndex()).isEqualTo(1);
        }

        @Test
        void startsANewChainAfterARestoreAndVoidsWhatPlayersMayHaveSeen() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            restart(ConfigFactory.parseString("croupier.round.restore-epoch = 1")
                    .withFallback(CONFIG));
            assertThat(opened()).isEqualTo(round);
            assertThat(nextToRound(RoundEntity.VoidRound.class).reason()).isEqualTo("fairness_chain_restored");
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            progress(round, VOIDED, null);
            opened();
            assertThat(stored(TableEvent.SeedRevealed.class)).isEmpty();
            assertThat(stored(ChainCommitted.class))
                    .extracting(ChainCommitted::cause)
                    .containsExactly("first", "restored");
        }

        @Test
        void waitsForAVaultThatIsOutOfReach() {
            seeds.outOfReach = true;
            create(house("roulette", 100));
            rounds.expectNoMessage(Duration.ofMillis(200));
            seeds.outOfReach = false;
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".1");
        }
    }

    @Test
    void takesANewChainWhenTheOldOneIsUsedUp() throws Exception {
        kit.stop(table);
        table = spawn(
                ConfigFactory.parseString("croupier.round.chain-length = 2").withFallback(CONFIG));
        create(house("roulette", 50));
        for (int i = 1; i <= 3; i++) {
            RoundTerms round = opened();
            FairnessProof proof = reveal(round, CLIENT_SEED).proof();
            assertThat(FairnessChecker.committed(proof)).isTrue();
            progress(round, RESULT, new Outcome.Roulette(1));
            progress(round, SETTLED, new Outcome.Roulette(1));
        }
        assertThat(stored(ChainCommitted.class))
                .extracting(ChainCommitted::cause)
                .containsExactly("first", "exhausted");
        assertThat(stored(RoundScheduled.class).stream().limit(3))
                .extracting(RoundScheduled::chainIndex)
                .containsExactly(1L, 2L, 1L);
    }

    @Nested
    class ARoundThatIsSettledAgain {
        private void again(RoundTerms terms, Stage stage, int version, @Nullable Outcome outcome) {
            String reason = outcome == null ? "test" : null;
            table.tell(new TableEntity.Progress(
                    new RoundStatus(terms, stage, version, "r" + version, outcome, null, reason, null, 3, 300, 0, 0)));
            assertThat(nextToRound(RoundEntity.ProgressSeen.class))
                    .isEqualTo(new RoundEntity.ProgressSeen(stage, version));
        }

        private RoundTerms settled() {
            create(house("roulette", 200));
            RoundTerms round = opened();
            progress(round, RESULT, new Outcome.Roulette(7));
            progress(round, SETTLED, new Outcome.Roulette(7));
            return round;
        }

        @Test
        void isToldOnceHoweverOftenAndLateItReports() {
            RoundTerms round = settled();
            attach();
            again(round, RESULT, 2, new Outcome.Roulette(8));
            again(round, RESULT, 2, new Outcome.Roulette(8));
            again(round, SETTLED, 2, new Outcome.Roulette(8));
            again(round, RESULT, 2, new Outcome.Roulette(8));
            again(round, SETTLED, 2, new Outcome.Roulette(8));
            again(round, Stage.VOIDING, 3, null);
            again(round, VOIDED, 3, null);
            Published corrected = published();
            assertThat(corrected.event()).isEqualTo("round_corrected");
            assertThat(corrected.round().outcome()).isEqualTo(new Outcome.Roulette(8));
            assertThat(published().event()).isEqualTo("round_settled");
            assertThat(published().event()).isEqualTo("round_voided");
            assertThat(attach().lastResults()).isEmpty();
        }

        @Test
        void isWokenAfterARestartUntilItIsSettled() {
            RoundTerms round = settled();
            again(round, RESULT, 2, new Outcome.Roulette(8));
            restart();
            nextToRound(RoundEntity.Wake.class);
            Attached attached = attach();
            assertThat(attached.lastResults())
                    .extracting(RoundStatus::outcome)
                    .containsExactly(new Outcome.Roulette(8));
            again(round, SETTLED, 2, new Outcome.Roulette(8));
            assertThat(published().event()).isEqualTo("round_settled");
        }
    }

    @Nested
    class Followers {
        @Test
        void areToldEachStepOnceInOrder() {
            create(house("roulette", 200));
            RoundTerms round = opened();
            Attached attached = attach();
            assertThat(attached.offset()).isZero();
            progress(round, BETS_OPEN, null);
            progress(round, BETS_OPEN, null);
            progress(round, CLOSING, null);
            progress(round, RESULT, new Outcome.Roulette(7));
            progress(round, SETTLED, new Outcome.Roulette(7));
            long offset = 0;
            for (String event : List.of("round_opened", "betting_closed", "round_result", "round_settled")) {
                Published next = published();
                assertThat(next.event()).isEqualTo(event);
                assertThat(next.offset()).isEqualTo(++offset);
                assertThat(next.epoch()).isEqualTo(attached.epoch());
            }
        }

        @Test
        void getStepsThatWerePassedOver() {
            create(house("crash", 50));
            RoundTerms round = opened();
            attach();
            progress(round, IN_FLIGHT, null);
            assertThat(List.of(
                            published().event(),
                            published().event(),
                            published().event()))
                    .containsExactly("round_opened", "betting_closed", "flight_started");
        }

        @Test
        void neverSeeAnOutcomeBeforeItsResult() {
            create(house("crash", 50));
            RoundTerms round = opened();
            attach();
            progress(round, IN_FLIGHT, new Outcome.Crash(777));
            assertThat(published().round().outcome()).isNull();
            assertThat(published().round().outcome()).isNull();
            assertThat(published().round().outcome()).isNull();
            RoundStatus current = attach().current();
            assertThat(current).isNotNull();
            assertThat(current.outcome()).isNull();
        }

        @Test
        void getTheNewestEventsWhenTheyCome() {
            create(house("roulette", 50));
            for (int i = 0; i < 2; i++) {
                RoundTerms round = opened();
                progress(round, BETS_OPEN, null);
                progress(round, RESULT, new Outcome.Roulette(i));
            }
            Attached attached = attach();
            assertThat(attached.offset()).isEqualTo(6);
            assertThat(attached.history()).extracting(Published::offset).containsExactly(3L, 4L, 5L, 6L);
        }

        @Test
        void seeTheMultiplierOfAFlight() {
            create(house("crash", 50));
            RoundTerms round = opened();
            attach();
            table.tell(new TableEntity.FlightState(round.roundId(), 123));
            TableFeed.State state = feed.expectMessageClass(TableFeed.State.class);
            assertThat(state.multiplierX100()).isEqualTo(123);
        }

        @Test
        void areForgottenWhenTheyDoNotRenew() {
            create(house("roulette", 60_000));
            RoundTerms round = opened();
            attach();
            feed.expectNoMessage(Duration.ofSeconds(1));
            progress(round, BETS_OPEN, null);
            feed.expectNoMessage(Duration.ofMillis(100));
            assertThat(attach().offset()).isEqualTo(1);
        }

        @Test
        void ofAnUnknownTableAreToldSo() {
            table.tell(new TableEntity.Attach(feed.ref()));
            feed.expectMessage(new TableFeed.UnknownTable(tableId));
        }
    }

    @Nested
    class ToldToStop {
        private void stopAndStartAgain() {
            table.tell(new TableEntity.Stop());
            replies.expectTerminated(table);
            table = spawn(CONFIG);
        }

        @Test
        void firstAnswersThatItIsCreated() {
            table.tell(new TableEntity.Create(house("roulette", 150), replies.ref()));
            stopAndStartAgain();
            assertThat(replies.receiveMessage())
                    .isEqualTo(new RoundEntity.Receipt(tableId, "create_table", null, false));
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".1");
        }

        @Test
        void firstTellsTheSeedWhoseRevealIsStored() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            table.tell(new TableEntity.Draw(round.roundId(), CLIENT_SEED));
            // The chain is there and the deadline is over: nothing but the write is in the way of a reveal.
            Outcome drawn = nextToRound(RoundEntity.Drawn.class).outcome();
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            stopAndStartAgain();
            RoundEntity.Revealed revealed = nextToRound(RoundEntity.Revealed.class);
            assertThat(revealed.outcome()).isEqualTo(drawn);
            assertThat(reveal(round, "ff".repeat(32))).isEqualTo(revealed);
            assertThat(stored(TableEvent.SeedRevealed.class)).hasSize(1);
        }

        @Test
        void acknowledgesAProgressOnlyWhenItIsStored() {
            create(house("roulette", 100));
            RoundTerms round = opened();
            RoundEntity.Revealed revealed = reveal(round, CLIENT_SEED);
            table.tell(new TableEntity.Progress(status(round, RESULT, revealed.outcome())));
            stopAndStartAgain();
            assertThat(nextToRound(RoundEntity.ProgressSeen.class)).isEqualTo(new RoundEntity.ProgressSeen(RESULT, 1));
            assertThat(attach().lastResults()).extracting(RoundStatus::outcome).containsExactly(revealed.outcome());
        }

        @Test
        void leavesARoundThatItHasPromisedToTheOneAfterIt() {
            create(new TableTerms(tableId, "acme", "roulette", "EUR", 2, 10, 1000, 0, 0));
            Instant closesAt = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
            table.tell(new TableEntity.OpenRound("r-1", closesAt, replies.ref()));
            nextToRound(RoundEntity.GetRound.class).replyTo().tell(new RoundEntity.RoundFound(Optional.empty()));
            RoundTerms promised = nextToRound(RoundEntity.Open.class).terms();
            stopAndStartAgain();
            assertThat(opened()).isEqualTo(promised);
            table.tell(new TableEntity.OpenRound("r-1", closesAt, replies.ref()));
            // Replayed or not: the table may not have heard yet that the round is open.
            assertThat(replies.receiveMessage()).isInstanceOfSatisfying(RoundEntity.Receipt.class, receipt -> {
                assertThat(receipt.roundId()).isEqualTo("r-1");
                assertThat(receipt.command()).isEqualTo("open");
            });
            assertThat(stored(RoundScheduled.class)).hasSize(1);
        }

        @Test
        void stopsThoughAWriteFailsMeanwhile() {
            journal.failNextNPersisted("Table|" + tableId, 1);
            table.tell(new TableEntity.Create(house("roulette", 150), replies.ref()));
            stopAndStartAgain();
            create(house("roulette", 150));
            assertThat(opened().publicRoundId()).isEqualTo(tableId + ".1");
        }
    }

    @Nested
    class AProvidersTable {
        private final Instant closesAt = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

        @BeforeEach
        void createTable() {
            create(new TableTerms(tableId, "acme", "roulette", "EUR", 2, 10, 1000, 0, 0));
        }

        private void open(String roundId, Instant until) {
            table.tell(new TableEntity.OpenRound(roundId, until, replies.ref()));
        }

        private void lookedUp(@Nullable RoundStatus found) {
            nextToRound(RoundEntity.GetRound.class)
                    .replyTo()
                    .tell(new RoundEntity.RoundFound(Optional.ofNullable(found)));
        }

        private RoundTerms openedByProvider(String roundId) {
            open(roundId, closesAt);
            lookedUp(null);
            RoundTerms terms = opened();
            assertThat(replies.receiveMessage()).isEqualTo(new RoundEntity.Receipt(roundId, "open", null, false));
            return terms;
        }

        private RoundEntity.Refused refused() {
            return replies.expectMessageClass(RoundEntity.Refused.class);
        }

        @Test
        void opensARoundWhenItsProviderSaysSo() {
            rounds.expectNoMessage(Duration.ofMillis(100));
            RoundTerms terms = openedByProvider("r-1");
            assertThat(terms.roundId()).isEqualTo("acme~r-1");
            assertThat(terms.bettingClosesAt()).isEqualTo(closesAt);
        }

        @Test
        void givesTheSameReceiptToTheSameRequest() {
            openedByProvider("r-1");
            open("r-1", closesAt);
            assertThat(replies.receiveMessage()).isEqualTo(new RoundEntity.Receipt("r-1", "open", null, true));
            open("r-1", closesAt.plusSeconds(1));
            assertThat(refused().code()).isEqualTo("transaction_conflict");
        }

        @Test
        void knowsARoundOfLongAgoByItsEntity() {
            Instant longAgo = closesAt.minusSeconds(100_000);
            RoundTerms terms = new RoundTerms(
                    "acme~old", new TableTerms(tableId, "acme", "roulette", "EUR", 2, 10, 1000, 0, 0), longAgo);
            open("old", longAgo);
            lookedUp(status(terms, SETTLED, null));
            assertThat(replies.receiveMessage()).isEqualTo(new RoundEntity.Receipt("old", "open", null, true));
            open("old", closesAt);
            lookedUp(status(terms, SETTLED, null));
            assertThat(refused().code()).isEqualTo("transaction_conflict");
        }

        @Test
        void takesNoSecondRoundWhileBettingIsOpen() {
            RoundTerms first = openedByProvider("r-1");
            progress(first, BETS_OPEN, null);
            open("r-2", closesAt);
            lookedUp(null);
            RoundEntity.Refused refused = refused();
            assertThat(refused.code()).isEqualTo("round_in_progress");
            assertThat(refused.retryable()).isTrue();
            progress(first, CLOSING, null);
            openedByProvider("r-2");
        }

        @Test
        void refusesADeadlineThatIsPastOrTooFarAndABadId() {
            open("r-1", Instant.now().minusSeconds(1));
            lookedUp(null);
            assertThat(refused().field()).isEqualTo("bettingClosesAt");
            open("r-1", Instant.now().plusSeconds(25 * 3600));
            lookedUp(null);
            assertThat(refused().field()).isEqualTo("bettingClosesAt");
            open("r~1", closesAt);
            assertThat(refused().field()).isEqualTo("roundId");
        }

        @Test
        void saysUnavailableWhereTheRoundDoesNotAnswer() {
            open("r-1", closesAt);
            assertThat(refused().retryable()).isTrue();
            assertThat(stored(RoundScheduled.class)).isEmpty();
        }

        @Test
        void handsARefusalOfTheRoundOn() {
            open("r-1", closesAt);
            lookedUp(null);
            nextToRound(RoundEntity.Open.class)
                    .replyTo()
                    .tell(new RoundEntity.Refused("transaction_conflict", "other terms", false, null));
            assertThat(refused().code()).isEqualTo("transaction_conflict");
            openedByProvider("r-2");
        }

        @Test
        void answersEveryoneWhoAskedBeforeTheRoundDid() {
            open("r-1", closesAt);
            lookedUp(null);
            RoundEntity.Open pending = nextToRound(RoundEntity.Open.class);
            TestProbe<RoundEntity.Reply> other = kit.createTestProbe(RoundEntity.Reply.class);
            table.tell(new TableEntity.OpenRound("r-1", closesAt, other.ref()));
            pending.replyTo().tell(new RoundEntity.Receipt("acme~r-1", "open", null, false));
            replies.expectMessageClass(RoundEntity.Receipt.class);
            other.expectMessageClass(RoundEntity.Receipt.class);
            assertThat(stored(RoundScheduled.class)).hasSize(1);
        }

        @Test
        void drawsNothing() {
            RoundTerms round = openedByProvider("r-1");
            table.tell(new TableEntity.Reveal(round.roundId(), CLIENT_SEED));
            rounds.expectNoMessage(Duration.ofMillis(200));
        }
    }

    @Nested
    class Creating {
        @Test
        void twiceGivesTheSameReceiptAndOtherTermsAConflict() {
            create(house("roulette", 60_000));
            table.tell(new TableEntity.Create(house("roulette", 60_000), replies.ref()));
            assertThat(replies.receiveMessage())
                    .isEqualTo(new RoundEntity.Receipt(tableId, "create_table", null, true));
            table.tell(new TableEntity.Create(house("crash", 60_000), replies.ref()));
            assertThat(replies.expectMessageClass(RoundEntity.Refused.class).code())
                    .isEqualTo("transaction_conflict");
        }

        @Test
        void refusesTermsThatBreakARule() {
            table.tell(new TableEntity.Create(house("poker", 60_000), replies.ref()));
            RoundEntity.Refused refused = replies.expectMessageClass(RoundEntity.Refused.class);
            assertThat(refused.code()).isEqualTo("invalid_field");
            assertThat(refused.field()).isEqualTo("game");
        }
    }
}
