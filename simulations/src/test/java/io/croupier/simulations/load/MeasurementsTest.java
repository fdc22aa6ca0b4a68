package io.croupier.simulations.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private final AtomicLong nanos = new AtomicLong(77);
    private final Measurements measurements = new Measurements(Duration.ofSeconds(2), nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void aLatencyCountsFromTheIntendedMomentAndTheWarmUpIsInTheSeriesAlone() {
        Operation bet = measurements.operation("bet", "from due to answered");
        long due = nanos.get();
        pass(1_000);
        bet.ok(due);
        measurements.endInterval();
        pass(1_500);
        long second = nanos.get();
        pass(20);
        bet.ok(second);
        bet.rejected(second);
        bet.failed();
        measurements.endInterval();

        assertThat(bet.series()).hasSize(2);
        assertThat(bet.series().get(0).ok()).isEqualTo(1);
        assertThat(bet.series().get(0).p99Ms()).isCloseTo(1_000, within(1.0));
        assertThat(bet.series().get(1)).satisfies(point -> {
            assertThat(point.ok()).isEqualTo(1);
            assertThat(point.rejected()).isEqualTo(1);
            assertThat(point.errors()).isEqualTo(1);
            assertThat(point.count()).isEqualTo(3);
            assertThat(point.p50Ms()).isCloseTo(20, within(0.1));
        });
        assertThat(bet.total().getTotalCount()).isEqualTo(2);
        assertThat(bet.totalRejected()).isEqualTo(1);
        assertThat(bet.totalErrors()).isEqualTo(1);
    }

    @Test
    void whatIsBrokenOnPurposeIsInTheSeriesAlone() {
        Operation bet = measurements.operation("bet", "");
        second(bet);
        second(bet);
        second(bet);
        assertThat(bet.total().getTotalCount()).isEqualTo(1);

        measurements.beginDisturbance();
        second(bet);
        second(bet);
        measurements.endDisturbance(Duration.ofMillis(1_500));
        second(bet);
        second(bet);
        assertThat(bet.total().getTotalCount()).isEqualTo(1 + 1);
        assertThat(bet.series()).hasSize(7).allMatch(point -> point.ok() == 1);
        assertThat(measurements.leftOut()).isEqualTo(3);

        measurements.beginDisturbance();
        measurements.endDisturbance(Duration.ZERO);
        second(bet);
        assertThat(measurements.leftOut()).as("even a moment").isEqualTo(4);
        second(bet);
        assertThat(bet.total().getTotalCount()).isEqualTo(3);
    }

    private void second(Operation operation) {
        pass(1_000);
        operation.ok(nanos.get());
        measurements.endInterval();
    }

    @Test
    void theWarmUpBeginsWithThePlayHoweverLongItTookUntilAllWereThere() {
        Operation connect = measurements.operation("connect", "");
        for (int i = 0; i < 5; i++) {
            second(connect);
        }
        connect.ok(nanos.get());
        connect.failed();

        measurements.begin();
        assertThat(measurements.counts()).as("the warm-up has begun anew").isFalse();
        assertThat(measurements.secondsSinceStart()).isZero();
        assertThat(connect.total().getTotalCount()).as("before the play").isZero();
        for (int i = 0; i < 3; i++) {
            second(connect);
        }
        assertThat(connect.series()).hasSize(3).allMatch(point -> point.ok() == 1 && point.errors() == 0);
        assertThat(connect.total().getTotalCount()).isEqualTo(1);
        assertThat(measurements.counted()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theTimeThatIsCountedLeavesOutWhatTheTotalsLeaveOut() {
        Operation bet = measurements.operation("bet", "");
        for (int i = 0; i < 5; i++) {
            second(bet);
        }
        measurements.beginDisturbance();
        second(bet);
        measurements.endDisturbance(Duration.ofSeconds(1));
        second(bet);
        assertThat(measurements.counted()).isEqualTo(Duration.ofSeconds(3));
        assertThat(bet.total().getTotalCount()).isEqualTo(3);
        second(bet);
        pass(400);
        assertThat(measurements.counted()).as("as far as it has come").isEqualTo(Duration.ofMillis(4_400));
    }

    @Test
    void anOperationThatComesUpLateHasPointsForTheTimeBefore() {
        measurements.endInterval();
        measurements.endInterval();
        Operation late = measurements.operation("late", "");
        measurements.endInterval();
        assertThat(late.series()).hasSize(3);
        assertThat(late.series().get(2).p50Ms()).isNull();
        assertThat(measurements.operation("late", "")).isSameAs(late);
    }

    @Test
    void saysWhetherWhatIsAnsweredNowWillBeInTheTotals() {
        assertThat(measurements.counts()).as("in the warm-up").isFalse();
        pass(2_001);
        assertThat(measurements.counts()).isTrue();
        measurements.beginDisturbance();
        assertThat(measurements.counts()).as("while something is broken").isFalse();
        measurements.endDisturbance(Duration.ofSeconds(1));
        pass(900);
        measurements.endInterval();
        assertThat(measurements.counts()).as("in the grace after it").isFalse();
        pass(100);
        assertThat(measurements.counts()).isTrue();
        Operation bet = measurements.operation("bet", "");
        bet.ok(nanos.get());
        pass(100);
        measurements.endInterval();
        assertThat(bet.total().getTotalCount()).isEqualTo(1);
    }

    @Test
    void thereIsABoundOnOperations() {
        for (int i = 0; i < 64; i++) {
            measurements.operation("op-" + i, "");
        }
        assertThatThrownBy(() -> measurements.operation("one more", "")).isInstanceOf(IllegalStateException.class);
    }
}
