package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void percentilesAreByTheNearestRankOverEntities() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(i -> ms(101 - i)).toArray();
        long[] twenty = LongStream.rangeClosed(1, 20).map(ReachTest::ms).toArray();

        assertThat(Reach.of(hundred)).isEqualTo(new Reach(100, 50, 99, 100));
        assertThat(Reach.of(twenty)).isEqualTo(new Reach(20, 10, 20, 20));
        assertThat(Reach.of(new long[] {ms(7)})).isEqualTo(new Reach(1, 7, 7, 7));
        assertThatThrownBy(() -> Reach.of(new long[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMedianIsOfEachFigureByItself() {
        List<Reach> runs = List.of(new Reach(9, 1, 30, 500), new Reach(9, 3, 10, 900), new Reach(9, 2, 20, 100));

        assertThat(Reach.median(runs)).isEqualTo(new Reach(9, 2, 20, 500));
        assertThat(Reach.median(runs.subList(0, 2))).isEqualTo(new Reach(9, 2, 20, 700));
    }

    @Test
    void onlyTheLongestTimeOfAnEntityCounts() {
        var phase = new ReachPhase(3, 0);
        phase.decided(0, ms(10), ms(15), 1, true);
        phase.decided(0, ms(20), ms(920), 2, true);
        phase.decided(0, ms(30), ms(32), 1, true);
        phase.decided(1, ms(10), ms(12), 1, false);

        assertThat(phase.reach(0, 3)).isEqualTo(new Reach(2, 2, 900, 900));
        assertThat(phase.reach(1, 3)).isEqualTo(new Reach(1, 2, 2, 2));
        assertThat(phase.probes()).isEqualTo(4);
        assertThat(phase.repeated()).isEqualTo(1);
        assertThat(phase.failed()).isEqualTo(1);
    }

    @Test
    void longWaitsThatOverlapAreOneGap() {
        var phase = new ReachPhase(4, ms(1_000));
        phase.decided(0, ms(1_500), ms(2_400), 1, true);
        phase.decided(2, ms(3_000), ms(5_000), 2, true);
        phase.decided(1, ms(2_000), ms(3_500), 2, true);
        phase.decided(1, ms(3_000), ms(4_500), 2, true);
        phase.decided(3, ms(2_000), ms(9_000), 9, true);
        phase.decided(0, ms(7_000), ms(8_000), 2, true);

        assertThat(phase.gaps(0, 3))
                .extracting(ReachPhase.Gap::toString)
                .containsExactly("2 from +1.0 s to +4.0 s", "1 from +6.0 s to +7.0 s");
        assertThat(phase.gaps(3, 4)).extracting(ReachPhase.Gap::toString).containsExactly("1 from +1.0 s to +8.0 s");
    }

    @Test
    void whatIsDueBeforeAPhaseOrAfterItIsNotOfIt() {
        var phase = new ReachPhase(1, ms(10));

        assertThat(phase.contains(ms(9))).isFalse();
        assertThat(phase.contains(ms(10))).isTrue();
        assertThat(phase.contains(ms(1_000))).isTrue();
        phase.end(ms(500));
        assertThat(phase.contains(ms(500))).isTrue();
        assertThat(phase.contains(ms(501))).isFalse();
    }
}
