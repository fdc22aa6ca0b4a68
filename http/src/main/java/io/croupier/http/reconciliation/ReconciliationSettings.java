package io.croupier.http.reconciliation;

import com.typesafe.config.Config;
import io.croupier.feed.ReconciliationBounds;
import java.time.Duration;

/**
 * {@code croupier.reconciliation}, whose {@code reference.conf} says what each is, checked.
 *
 * @param heal whether the watch wakes rounds by itself
 * @param mostWakes rounds that are woken at once
 * @param mostFindings of each kind that are looked at, for waking and alarming
 * @param alarmAfter how long a finding that can heal may stand before it is alarmed
 * @param alarmInterval the least time between two alarms of the same finding
 * @param mostAlarms of one pass
 */
public record ReconciliationSettings(
        Duration interval,
        boolean heal,
        int mostWakes,
        int mostFindings,
        Duration alarmAfter,
        Duration alarmInterval,
        int mostAlarms,
        Duration maxFeedLag,
        ReconciliationBounds bounds) {
    private static final String ROOT = "croupier.reconciliation";

    public ReconciliationSettings {
        positive("interval", interval);
        atLeastOne("max-wakes", mostWakes);
        atLeastOne("max-findings", mostFindings);
        notNegative("alarm-after", alarmAfter);
        positive("alarm-interval", alarmInterval);
        atLeastOne("max-alarms", mostAlarms);
        positive("max-feed-lag", maxFeedLag);
        notNegative("overdue.betting", bounds.betting());
        notNegative("overdue.work", bounds.work());
        notNegative("overdue.result", bounds.result());
        notNegative("overdue.intent", bounds.intent());
        notNegative("overdue.payout", bounds.payout());
        require(
                bounds.lookBack().compareTo(interval) >= 0,
                "look-back",
                bounds.lookBack(),
                "must be at least interval=" + interval + ", or payouts go by unseen");
        atLeastOne("max-rounds", bounds.mostRounds());
        require(bounds.queryTimeout().toMillis() >= 1, "query-timeout", bounds.queryTimeout(), "must be 1 ms or more");
    }

    public static ReconciliationSettings from(Config config) {
        Config own = config.getConfig(ROOT);
        return new ReconciliationSettings(
                own.getDuration("interval"),
                own.getBoolean("heal"),
                own.getInt("max-wakes"),
                own.getInt("max-findings"),
                own.getDuration("alarm-after"),
                own.getDuration("alarm-interval"),
                own.getInt("max-alarms"),
                own.getDuration("max-feed-lag"),
                new ReconciliationBounds(
                        own.getDuration("overdue.betting"),
                        own.getDuration("overdue.work"),
                        own.getDuration("overdue.result"),
                        own.getDuration("overdue.intent"),
                        own.getDuration("overdue.payout"),
                        own.getDuration("look-back"),
                        own.getInt("max-rounds"),
                        own.getDuration("query-timeout")));
    }

    private static void positive(String key, Duration value) {
        require(!value.isZero() && !value.isNegative(), key, value, "must be positive");
    }

    private static void notNegative(String key, Duration value) {
        require(!value.isNegative(), key, value, "must not be negative");
    }

    private static void atLeastOne(String key, int value) {
        require(value >= 1, key, value, "must be 1 or more");
    }

    private static void require(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + "=" + value + " " + rule + " (" + ROOT + "." + key + ")");
        }
    }
}
