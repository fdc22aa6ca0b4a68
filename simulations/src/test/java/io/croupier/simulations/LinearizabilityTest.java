package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.Evidence.Movement;
import io.croupier.simulations.Evidence.PlayerView;
import io.croupier.simulations.Linearizability.Look;
import io.croupier.simulations.Linearizability.Touch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearizabilityTest {
    private static final String ANN = "ann";
    private final List<Movement> newestFirst = new ArrayList<>();
    private final List<Touch> touches = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private long balance;

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(1_000_000 + millis);
    }

    private void move(String id, long amount) {
        balance += amount;
        newestFirst.add(0, new Movement(id, "deposit", "", amount, balance));
    }

    private void touch(String id, long began, long ended, @Nullable Long told) {
        touches.add(new Touch(ANN, id, at(began), at(ended), told));
    }

    private List<String> rules() {
        return Linearizability.check(Map.of(ANN, new PlayerView(balance, newestFirst, List.of())), touches, looks)
                .stream()
                .map(Difference::rule)
                .toList();
    }

    @Test
    void whatOverlapsMayStandEitherWay() {
        move("b", 5);
        move("a", 7);
        touch("a", 0, 10, 12L);
        touch("b", 5, 20, 5L);
        assertThat(rules()).isEmpty();
    }

    @Test
    void whatWasAnsweredBeforeAnotherWasAskedForStandsBeforeIt() {
        move("late", 5);
        move("early", 7);
        touch("early", 0, 10, null);
        touch("late", 11, 20, null);
        assertThat(rules()).containsExactly("wallet is not linearizable: out of order");
    }

    @Test
    void anUnseenMovementMayStandAnywhere() {
        move("a", 5);
        move("payout", 100);
        move("b", 7);
        touch("a", 0, 10, 5L);
        touch("b", 11, 20, 112L);
        assertThat(rules()).isEmpty();
    }

    @Test
    void anAnswerTellsTheBalanceThatItLeft() {
        move("a", 5);
        touch("a", 0, 10, 6L);
        assertThat(rules()).containsExactly("wallet is not linearizable: answer told another balance");
    }

    @Test
    void aReadSeesWhatWasAnsweredBeforeItBegan() {
        move("a", 5);
        move("b", 7);
        touch("a", 0, 10, 5L);
        touch("b", 20, 30, 12L);
        looks.add(new Look(ANN, at(11), at(19), 5));
        looks.add(new Look(ANN, at(21), at(22), 5));
        looks.add(new Look(ANN, at(21), at(22), 12));
        looks.add(new Look(ANN, at(40), at(41), 12));
        assertThat(rules()).isEmpty();
        looks.add(new Look(ANN, at(31), at(32), 5));
        assertThat(rules()).containsExactly("wallet is not linearizable: balance that never was then");
        looks.clear();
        looks.add(new Look(ANN, at(1), at(9), 12));
        assertThat(rules()).containsExactly("wallet is not linearizable: balance that never was then");
    }

    /** A real ledger under a lock, with random delays before and after, is linearizable; one stale read is found. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomHistoriesOfALedgerHoldAndAStaleReadIsFound(long seed) {
        var random = new SplittableRandom(seed);
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += random.nextInt(1, 5);
            long began = now - random.nextInt(0, 30);
            long ended = now + random.nextInt(0, 30);
            if (random.nextInt(3) == 0) {
                looks.add(new Look(ANN, at(began), at(ended), balance));
            } else {
                move("m" + i, random.nextInt(1, 1_000));
                touch("m" + i, began, ended, random.nextBoolean() ? balance : null);
            }
        }
        assertThat(rules()).isEmpty();
        looks.add(new Look(
                ANN, at(now + 100), at(now + 101), balance - newestFirst.get(0).amountMinor()));
        assertThat(rules()).containsExactly("wallet is not linearizable: balance that never was then");
    }
}
