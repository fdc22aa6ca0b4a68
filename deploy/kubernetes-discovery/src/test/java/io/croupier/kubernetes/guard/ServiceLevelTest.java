package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceLevelTest {
    private static final ServiceLevel LEVEL =
            new ServiceLevel(0.01, Duration.ofMillis(500), 100, Duration.ofSeconds(10));

    private static Service judge(Vitals one, Vitals other) {
        return LEVEL.judge(Map.of("10.0.0.1", one, "10.0.0.2", other));
    }

    @Test
    void isKeptUpToItsBounds() {
        assertThat(judge(new Vitals(100, 2, 500, null), new Vitals(100, 0, 20, null)))
                .isEqualTo(Service.KEPT);
        assertThat(LEVEL.judge(Map.of())).isEqualTo(Service.KEPT);
    }

    @Test
    void countsFailuresOfAllNodesTogether() {
        assertThat(judge(new Vitals(100, 3, 20, null), new Vitals(100, 0, 20, null))
                        .detail())
                .isEqualTo("3 of 200 requests failed, more than 1.0%");
    }

    @Test
    void isBrokenByOneSlowNode() {
        assertThat(judge(new Vitals(100, 0, 20, null), new Vitals(100, 0, 501, null))
                        .detail())
                .isEqualTo("p95 of 10.0.0.2 is 501 ms, more than 500 ms");
    }

    @Test
    void fewRequestsSayNothing() {
        assertThat(judge(new Vitals(99, 0, 9000, null), new Vitals(0, 0, 0, null))
                        .kept())
                .isTrue();
        assertThat(judge(new Vitals(49, 49, 1, null), new Vitals(50, 50, 1, null))
                        .kept())
                .isTrue();
    }

    @Test
    void isBrokenByANodeThatComplains() {
        assertThat(judge(new Vitals(0, 0, 0, null), new Vitals(0, 0, 0, "no canary for 12 s"))
                        .detail())
                .isEqualTo("10.0.0.2: no canary for 12 s");
    }

    @Test
    void namesTheSettingThatIsWrong() {
        assertThatThrownBy(() -> new ServiceLevel(2, Duration.ofMillis(1), 1, Duration.ZERO))
                .hasMessage("croupier.guard.slo.most-failures=2.0 must be 0 to 1");
        assertThatThrownBy(() -> new ServiceLevel(0, Duration.ZERO, 1, Duration.ZERO))
                .hasMessageContaining("croupier.guard.slo.longest-p95");
        assertThatThrownBy(() -> new ServiceLevel(0, Duration.ofMillis(1), 0, Duration.ZERO))
                .hasMessageContaining("croupier.guard.slo.fewest-requests");
        assertThatThrownBy(() -> new ServiceLevel(0, Duration.ofMillis(1), 1, Duration.ofMillis(-1)))
                .hasMessageContaining("croupier.guard.slo.patience");
    }
}
