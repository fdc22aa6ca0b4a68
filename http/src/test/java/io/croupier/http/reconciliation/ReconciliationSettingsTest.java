package io.croupier.http.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconciliationSettingsTest {
    private static ReconciliationSettings with(String overrides) {
        return ReconciliationSettings.from(ConfigFactory.parseString("croupier.reconciliation { " + overrides + " }")
                .withFallback(ConfigFactory.load()));
    }

    @Test
    void theProgramsOwnSettingsHold() {
        assertThat(with("").heal()).isTrue();
        assertThat(with("").bounds().result()).isEqualTo(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource({
        "interval, 0s",
        "max-wakes, 0",
        "max-findings, 0",
        "alarm-after, -1s",
        "alarm-interval, 0s",
        "max-alarms, 0",
        "max-feed-lag, 0s",
        "overdue.betting, -1s",
        "overdue.work, -1s",
        "overdue.result, -1s",
        "overdue.intent, -1s",
        "overdue.payout, -1s",
        "look-back, 29s",
        "max-rounds, 0",
        "query-timeout, 0s"
    })
    void aWrongOneIsNamed(String key, String value) {
        assertThatThrownBy(() -> with(key + " = " + value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + "=")
                .hasMessageEndingWith("(croupier.reconciliation." + key + ")");
    }
}
