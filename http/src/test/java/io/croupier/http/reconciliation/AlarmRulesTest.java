package io.croupier.http.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.feed.FeedStatus;
import io.croupier.feed.Finding;
import io.croupier.feed.FindingKind;
import io.croupier.feed.Reconciliation.Found;
import io.croupier.feed.Reconciliation.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmRulesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final AlarmRules RULES = new AlarmRules(Duration.ofMinutes(5), Duration.ofMinutes(1));

    private static FeedStatus feed(Duration lag, @Nullable String fault) {
        return new FeedStatus(NOON, lag, 0, "node", null, fault);
    }

    private static Finding overdue(Duration dueFor) {
        Instant due = NOON.minus(dueFor);
        return new Finding.RoundOverdue("acme~r", "wheel", due.minusSeconds(60), due, "result");
    }

    private static Report report(@Nullable FeedStatus feed, Finding... findings) {
        Map<FindingKind, Found> lists = new EnumMap<>(FindingKind.class);
        for (Finding finding : findings) {
            lists.put(finding.kind(), Found.last(List.of(finding)));
        }
        return new Report(feed, lists);
    }

    @Test
    void whatCanHealIsAlarmedWhenItHasNot() {
        assertThat(RULES.alarms(overdue(Duration.ZERO), NOON)).isFalse();
        assertThat(RULES.alarms(overdue(Duration.ofSeconds(299)), NOON)).isFalse();
        assertThat(RULES.alarms(overdue(Duration.ofMinutes(5)), NOON)).isTrue();
    }

    @Test
    void whatCannotIsAlarmedAtOnce() {
        var differ = new Finding.TotalsDiffer("acme~r", "wheel", NOON, NOON, "EUR", 1, 1, 2, 3);
        assertThat(RULES.alarms(differ, NOON)).isTrue();
        assertThat(RULES.alarms(new Finding.MoneyAstray("acme~r", NOON, NOON, 1, 0), NOON))
                .isTrue();
        assertThat(RULES.alarms(new Finding.PayoutMissing("acme~r", "wheel", NOON, NOON, "ann", "b", 200, 4), NOON))
                .isTrue();
        assertThat(RULES.alarms(report(feed(Duration.ZERO, null), overdue(Duration.ZERO))))
                .isFalse();
        assertThat(RULES.alarms(report(feed(Duration.ZERO, null), overdue(Duration.ZERO), differ)))
                .isTrue();
    }

    @Test
    void aFeedThatIsFarBehindStandsStillOrNeverRanIsAlarmedForSilenceSaysNothing() {
        assertThat(RULES.alarms(report(feed(Duration.ofMinutes(1), null)))).isFalse();
        assertThat(RULES.alarms(report(feed(Duration.ofSeconds(61), null)))).isTrue();
        assertThat(RULES.alarms(report(feed(Duration.ZERO, "a gap")))).isTrue();
        assertThat(RULES.alarms(report(null))).isTrue();
    }
}
