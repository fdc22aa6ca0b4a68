package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandOverSettingsTest {
    private static final Config USUAL =
            ConfigFactory.parseResources("application.conf").withFallback(ConfigFactory.load());

    @Test
    void theUsualOnesFitIntoTheirPhase() {
        HandOver.check(USUAL);
        assertThat(USUAL.getDuration("akka.cluster.sharding.handoff-timeout"))
                .isLessThan(
                        USUAL.getDuration("akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hand-over.batch=0 | hand-over.batch=0 must be 1 to 100 (croupier.node.hand-over.batch)",
                "hand-over.batch=101 | hand-over.batch=101 must be 1 to 100 (croupier.node.hand-over.batch)",
                "hand-over.timeout=-1s | hand-over.timeout=PT-1S must not be negative (croupier.node.hand-over.timeout)",
                "hand-over.balance-interval=0s | hand-over.balance-interval=PT0S must be positive (croupier.node.hand-over.balance-interval)",
                "hand-over.timeout=15s | hand-over.timeout=PT15S must be shorter than the phase that it is in, PT15S (croupier.node.hand-over.timeout, akka.coordinated-shutdown.phases.before-cluster-shutdown.timeout)",
                "last-shards-timeout=0s | last-shards-timeout=PT0S must be positive (croupier.node.last-shards-timeout)"
            })
    void namesASettingThatCannotBe(String setting, String rule) {
        Config wrong = ConfigFactory.parseString("croupier.node." + setting).withFallback(USUAL);

        assertThatThrownBy(() -> HandOver.check(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
