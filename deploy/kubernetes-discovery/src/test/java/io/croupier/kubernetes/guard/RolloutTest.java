package io.croupier.kubernetes.guard;

import static io.croupier.kubernetes.guard.Situation.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.api.StatefulSet;
import io.croupier.kubernetes.guard.Rollout.Memory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RolloutTest {
    /** All gates have been open for a minute, and nobody is excused. */
    private static final Memory SETTLED = new Memory(BEGIN.minusSeconds(60), "", null, Set.of());

    private static final Rollout RULES = new Rollout(Duration.ofSeconds(30), Duration.ofSeconds(10));

    private static Decision decide(Memory memory, Situation situation) {
        return RULES.decide(memory, situation.facts());
    }

    /** Every way in which three nodes of {@code r1} can be unwell, each alone. */
    private static Map<String, UnaryOperator<Situation>> troubles() {
        Map<String, UnaryOperator<Situation>> all = new LinkedHashMap<>();
        all.put(
                "statefulset not observed",
                s -> s.set(set -> new StatefulSet("croupier", 3, set.updateRevision(), set.rollout(), true, false)));
        all.put("pod missing", s -> s.withoutPod(1));
        all.put(
                "pod too many",
                s -> s.set(set -> new StatefulSet("croupier", 2, set.updateRevision(), set.rollout(), true, true)));
        all.put("pod leaving", s -> s.pod(1, Situation::leaving));
        all.put("two pods unready", s -> s.pod(1, Situation::unready).pod(2, Situation::unready));
        all.put("member missing", s -> s.withoutMember(2));
        all.put("member arriving", s -> s.member(2, m -> new Member(m.address(), false, true, m.age())));
        all.put("member unreachable", s -> s.member(2, m -> new Member(m.address(), true, false, m.age())));
        all.put(
                "member of no pod",
                s -> s.pod(
                        2,
                        pod -> new Pod(pod.name(), pod.uid(), "10.9.9.9", pod.revision(), pod.rollout(), true, false)));
        all.put("shards", s -> s.shards("Wallet: 3 move"));
        all.put("no vitals", s -> s.vitals(1, null));
        all.put("slo", s -> s.service(Service.broken("p95")));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> nothingGoesWhile() {
        return troubles().entrySet().stream()
                .map(trouble -> DynamicTest.dynamicTest(trouble.getKey(), () -> {
                    for (boolean open : List.of(true, false)) {
                        for (boolean rolling : List.of(true, false)) {
                            Situation situation = new Situation(3).open(open);
                            if (rolling) {
                                situation.applied("r2", 2).chosen(2);
                            }
                            Situation troubled = trouble.getValue().apply(situation);
                            Decision decision = decide(SETTLED, troubled);

                            assertThat(decision.delete()).isNull();
                            assertThat(decision.open()).isFalse();
                            assertThat(decision.memory().soundSince()).isNull();
                            assertThat(decision.waitingFor()).isNotEmpty();
                            assertThat(decision.phase()).isEqualTo(rolling ? Phase.ROLLING : Phase.UNWELL);
                        }
                    }
                }));
    }

    @Nested
    class WhereThereIsNothingToRoll {
        @Test
        void drainsMayTakeANodeOnceAllHasBeenWellForAWhile() {
            Decision first = decide(Memory.NONE, new Situation(3));
            assertThat(first.open()).isFalse();
            assertThat(first.phase()).isEqualTo(Phase.STEADY);

            assertThat(decide(first.memory(), new Situation(3).after(29)).open())
                    .isFalse();
            Decision after = decide(first.memory(), new Situation(3).after(30));
            assertThat(after.open()).isTrue();
            assertThat(after.delete()).isNull();
        }

        @Test
        void aGuardThatTakesOverLeavesAnOpenBudgetOpen() {
            assertThat(decide(Memory.NONE, new Situation(3).open(true)).open()).isTrue();
        }

        @Test
        void frozenClosesTheBudgetAndPausedDoesNot() {
            assertThat(decide(SETTLED, new Situation(3).open(true).mode(Mode.FROZEN))
                            .open())
                    .isFalse();
            assertThat(decide(SETTLED, new Situation(3).mode(Mode.PAUSED)).open())
                    .isTrue();
        }

        @Test
        void aPodThatWasReplacedBetweenTwoLooksIsATrouble() {
            Decision before = decide(SETTLED, new Situation(3).open(true));
            Situation replaced = new Situation(3)
                    .open(true)
                    .after(2)
                    .pod(
                            1,
                            pod -> new Pod(
                                    pod.name(), "another", pod.address(), pod.revision(), pod.rollout(), true, false));
            Decision after = decide(before.memory(), replaced);

            assertThat(after.open()).isFalse();

            Decision well = decide(after.memory(), replaced.open(false).after(1));
            assertThat(decide(well.memory(), replaced.after(29)).open()).isFalse();
            assertThat(decide(well.memory(), replaced.after(1)).open()).isTrue();
        }

        @Test
        void oneTroubleBeginsTheWaitAnew() {
            Decision trouble = decide(SETTLED, new Situation(3).shards("Wallet: 1 moves"));
            Decision well = decide(trouble.memory(), new Situation(3).after(1));

            assertThat(well.open()).isFalse();
            assertThat(decide(well.memory(), new Situation(3).after(31)).open()).isTrue();
        }

        @Test
        void forgetsWhatItHasCarriedOut() {
            Decision decision = decide(SETTLED, new Situation(3).chosen(9));

            assertThat(decision.standing().chosen()).isNull();
            assertThat(decision.phase()).isEqualTo(Phase.STEADY);
        }

        @Test
        void theLastPodOfARollOutIsAwaited() {
            Decision decision = decide(SETTLED, new Situation(3).chosen(9).pod(2, Situation::unready));

            assertThat(decision.phase()).isEqualTo(Phase.ROLLING);
            assertThat(decision.standing().chosen()).isNotNull();
        }
    }

    @Nested
    class Rolling {
        private Situation applied() {
            return new Situation(3).applied("r2", 2);
        }

        @Test
        void choosesTheYoungestFirstAndClosesTheBudget() {
            Decision decision = decide(SETTLED, applied().open(true));

            assertThat(decision.delete()).isNull();
            assertThat(decision.open()).isFalse();
            assertThat(decision.standing().chosen()).isEqualTo(new Standing.Chosen("croupier-2", "uid-2"));
        }

        @Test
        void deletesWhatWasChosenBeforeAndIsWrittenDown() {
            Decision decision = decide(SETTLED, applied().chosen(2));

            assertThat(Objects.requireNonNull(decision.delete()).uid()).isEqualTo("uid-2");
            assertThat(decision.changes(applied().chosen(2).facts())).isFalse();
        }

        @Test
        void deletesNothingWhileTheBudgetIsOpen() {
            Decision decision = decide(SETTLED, applied().chosen(2).open(true));

            assertThat(decision.delete()).isNull();
            assertThat(decision.open()).isFalse();
        }

        @Test
        void goesOnWithThePodThatAnotherGuardHasChosen() {
            assertThat(Objects.requireNonNull(
                                    decide(SETTLED, applied().chosen(1)).delete())
                            .uid())
                    .isEqualTo("uid-1");
        }

        @Test
        void waitsUntilAllHasBeenWellForAWhile() {
            Decision first = decide(Memory.NONE, applied().chosen(2));
            assertThat(first.delete()).isNull();
            assertThat(decide(first.memory(), applied().chosen(2).after(29)).delete())
                    .isNull();
            assertThat(decide(first.memory(), applied().chosen(2).after(30)).delete())
                    .isNotNull();
        }

        @Test
        void takesItsOwnNodeLastWhateverItsAge() {
            Situation own = applied().guardOn(2);
            assertThat(decide(SETTLED, own).standing().chosen()).isEqualTo(new Standing.Chosen("croupier-1", "uid-1"));

            Situation alone = own.pod(0, Situation.of("r2", 2)).pod(1, Situation.of("r2", 2));
            assertThat(decide(SETTLED, alone).standing().chosen())
                    .isEqualTo(new Standing.Chosen("croupier-2", "uid-2"));
        }

        @Test
        void passesOverWhatIsNewAlready() {
            assertThat(decide(SETTLED, applied().pod(2, Situation.of("r2", 2)))
                            .standing()
                            .chosen())
                    .isEqualTo(new Standing.Chosen("croupier-1", "uid-1"));
        }

        @Test
        void neitherPausedNorFrozenDeletes() {
            for (Mode mode : List.of(Mode.PAUSED, Mode.FROZEN)) {
                Decision decision = decide(SETTLED, applied().mode(mode).chosen(2));

                assertThat(decision.delete()).isNull();
                assertThat(decision.open()).isFalse();
                assertThat(decision.waitingFor()).anyMatch(line -> line.contains("olga, because"));
            }
        }

        @Test
        void leavesARollingUpdateToKubernetes() {
            Decision decision =
                    decide(SETTLED, applied().set(set -> new StatefulSet("croupier", 3, "r2", 2, false, true)));

            assertThat(decision.standing().chosen()).isNull();
            assertThat(decision.open()).isFalse();
        }

        @Test
        void rollsNoVersionThatIsLowerThanTheOneBefore() {
            Situation back = new Situation(3).applied("r2", 0);
            assertThat(decide(SETTLED, back).standing().chosen()).isNull();
            assertThat(decide(SETTLED, back).waitingFor()).anyMatch(line -> line.contains("croupier.io/rollout=0"));

            assertThat(decide(SETTLED, new Situation(3).applied("r2", 1))
                            .standing()
                            .chosen())
                    .isNotNull();
        }
    }

    @Nested
    class WhereTheServiceLevelIsBroken {
        private final Situation broken =
                new Situation(3).applied("r2", 2).chosen(2).service(Service.broken("p95 of 10.0.0.1 is 900 ms"));

        @Test
        void aRollOutIsPausedAfterAWhileAndSaysWhy() {
            Decision first = decide(SETTLED, broken);
            assertThat(first.standing().mode()).isEqualTo(Mode.RUNNING);
            assertThat(decide(first.memory(), broken.after(9)).standing().mode())
                    .isEqualTo(Mode.RUNNING);

            Decision paused = decide(first.memory(), broken.after(10));
            assertThat(paused.standing().mode()).isEqualTo(Mode.PAUSED);
            assertThat(paused.standing().by()).isEqualTo("guard");
            assertThat(paused.standing().reason()).contains("p95 of 10.0.0.1 is 900 ms");
            assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
        }

        @Test
        void itStaysPausedWhenAllIsWellAgain() {
            Situation well = broken.mode(Mode.PAUSED).service(Service.KEPT);

            assertThat(decide(SETTLED, well).delete()).isNull();
        }

        @Test
        void anOperatorMayGoOnAllTheSame() {
            Situation on =
                    broken.standing(new Standing(Mode.RUNNING, "rolled back", "olga", BEGIN, true, null, List.of())
                            .choosing(new Standing.Chosen("croupier-2", "uid-2")));

            assertThat(decide(SETTLED, on.after(3600)).delete()).isNotNull();
        }

        @Test
        void thatHoldsForOneRollOutOnly() {
            Situation done = new Situation(3)
                    .standing(new Standing(Mode.RUNNING, "rolled back", "olga", BEGIN, true, null, List.of()));

            assertThat(decide(SETTLED, done).standing().ignoreSlo()).isFalse();
        }
    }

    @Nested
    class WhereAnOldPodIsNotReady {
        private final Situation broken = new Situation(3)
                .applied("r3", 3)
                .pod(2, Situation.of("r2", 2))
                .pod(2, Situation::unready)
                .withoutMember(2);

        @Test
        void itIsReplacedFirstIfAllElseIsWell() {
            Decision first = decide(SETTLED, broken);
            assertThat(first.standing().chosen())
                    .as("the wait begins with the excuse")
                    .isNull();
            assertThat(first.memory().excused()).isEqualTo("uid-2");

            Decision chosen = decide(first.memory(), broken.after(30));
            assertThat(chosen.standing().chosen()).isEqualTo(new Standing.Chosen("croupier-2", "uid-2"));
            assertThat(decide(first.memory(), broken.chosen(2)).delete()).isNotNull();
        }

        @Test
        void noOtherPodGoesEvenIfItWasChosenBefore() {
            Memory memory = new Memory(BEGIN.minusSeconds(60), "uid-2", null, Set.of());

            Decision decision = decide(memory, broken.chosen(1));
            assertThat(decision.delete()).isNull();
            assertThat(decision.standing().chosen()).isEqualTo(new Standing.Chosen("croupier-2", "uid-2"));
        }

        @TestFactory
        Stream<DynamicTest> notWhile() {
            return troubles().entrySet().stream()
                    .filter(trouble -> !trouble.getKey().startsWith("member "))
                    .map(trouble -> DynamicTest.dynamicTest(trouble.getKey(), () -> {
                        Situation worse = trouble.getValue()
                                .apply(new Situation(3)
                                        .applied("r3", 3)
                                        .pod(2, Situation.of("r2", 2))
                                        .pod(2, Situation::unready))
                                .chosen(2);
                        Memory memory = new Memory(BEGIN.minusSeconds(60), "uid-2", null, Set.of());

                        assertThat(decide(memory, worse).delete()).isNull();
                    }));
        }

        @Test
        void anUnreadyPodOfTheNewRevisionIsAwaited() {
            Situation waiting = new Situation(3)
                    .applied("r2", 2)
                    .pod(2, Situation.of("r2", 2))
                    .pod(2, Situation::unready);

            assertThat(decide(SETTLED, waiting).standing().chosen()).isNull();
            assertThat(decide(SETTLED, waiting).waitingFor()).contains("pods: croupier-2 is not ready");
        }
    }
}
