package io.croupier.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final double[] BOUNDS = {0.1, 0.25, 1};

    private final RecentRequests recent = new RecentRequests(BOUNDS, Duration.ofSeconds(60));

    private void mark(int atSeconds, long... counts) {
        recent.mark(Duration.ofSeconds(atSeconds).toNanos(), counts);
    }

    @Test
    void nothingIsNothing() {
        mark(0, 0, 0, 0, 0);
        mark(5, 0, 0, 0, 0);

        assertThat(recent.figures()).isEqualTo(new RecentRequests.Figures(0, 0));
    }

    @Test
    void theRateIsOverWhatHasPassedAsLongAsThatIsLessThanTheWindow() {
        mark(0, 0, 0, 0, 0);
        mark(10, 50, 0, 0, 0);

        assertThat(recent.figures().perSecond()).isEqualTo(5);
    }

    @Test
    void whatIsOlderThanTheWindowCountsNoMore() {
        mark(0, 0, 0, 0, 0);
        for (int at = 5; at <= 100; at += 5) {
            mark(at, 900, 0, 0, 0);
        }

        assertThat(recent.figures()).isEqualTo(new RecentRequests.Figures(0, 0));
    }

    @Test
    void thePercentileLiesWithinItsBucketAndIsExactAtItsBound() {
        mark(0, 0, 0, 0, 0);
        mark(5, 90, 10, 0, 0);

        assertThat(recent.figures().p95()).isCloseTo(0.175, within(1e-9));

        mark(10, 90, 860, 50, 0);
        assertThat(recent.figures().p95()).isEqualTo(0.25);
    }

    @Test
    void beyondTheLastBoundItIsTheLastBound() {
        mark(0, 0, 0, 0, 0);
        mark(5, 0, 0, 0, 7);

        assertThat(recent.figures().p95()).isEqualTo(1);
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefusedByName() {
        assertThatThrownBy(() -> settings("recent = 4 s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recent=PT4S")
                .hasMessageContaining("(croupier.metrics.recent)");
        assertThatThrownBy(() -> settings("database-down-after = 5 s"))
                .hasMessageContaining("(croupier.metrics.database-down-after)");
        assertThatThrownBy(() -> settings("question-timeout = 1500 ms"))
                .hasMessageContaining("(croupier.metrics.question-timeout)");
    }

    private static MetricsSettings settings(String wrong) {
        return MetricsSettings.from(ConfigFactory.parseString("croupier.metrics { sample-interval = 5 s, recent = 1 m,"
                + " database-down-after = 15 s, question-timeout = 10 s, " + wrong + " }"));
    }
}
