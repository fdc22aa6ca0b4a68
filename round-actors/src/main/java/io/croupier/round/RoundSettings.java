package io.croupier.round;

import com.typesafe.config.Config;
import java.time.Duration;

/** The times of a round, from {@code croupier.round.round}; see the module's {@code reference.conf}. */
record RoundSettings(
        Duration resendMin,
        Duration resendMax,
        Duration flightTick,
        int maxWaitingResults,
        Duration previewTimeout,
        Duration passivateAfter) {
    static RoundSettings of(Config root) {
        Config round = root.getConfig("croupier.round.round");
        return new RoundSettings(
                Settings.time(round, "resend-min"),
                Settings.time(round, "resend-max"),
                Settings.time(round, "flight-tick"),
                Settings.positive(round, "max-waiting-results"),
                Settings.time(round, "dry-run-timeout"),
                Settings.time(round, "passivate-after"));
    }
}
