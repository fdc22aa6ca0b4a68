package io.croupier.http.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.feed.Finding;
import io.croupier.feed.FindingKind;
import io.croupier.feed.Reconciliation.Found;
import io.croupier.feed.Reconciliation.Report;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReconciliationsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Finding overdue(String roundId, long dueSeconds) {
        Instant due = NOON.plusSeconds(dueSeconds);
        return new Finding.RoundOverdue(roundId, "wheel", due, due, "closing");
    }

    private static Finding undecided(String roundId, long dueSeconds) {
        Instant due = NOON.plusSeconds(dueSeconds);
        return new Finding.BetUndecided(roundId, "wheel", due, due, "ann", "b", 100);
    }

    private static Finding differing(String roundId) {
        return new Finding.TotalsDiffer(roundId, "wheel", NOON, NOON, "EUR", 1, 1, 2, 3);
    }

    private static List<String> woken(int most, Predicate<Finding> which, Finding... findings) {
        Map<FindingKind, Found> lists = new EnumMap<>(Arrays.stream(findings)
                .collect(Collectors.groupingBy(
                        Finding::kind, Collectors.collectingAndThen(Collectors.toList(), Found::last))));
        return Reconciliations.toWake(new Report(null, lists), which, most).stream()
                .map(Finding::roundId)
                .toList();
    }

    @Test
    void eachRoundIsWokenOnceAndThoseFirstThatHaveStoodForLongest() {
        assertThat(woken(9, any -> true, overdue("b", 2), undecided("a", 1), undecided("b", 3), overdue("c", 4)))
                .containsExactly("a", "b", "c");
        assertThat(woken(2, any -> true, overdue("b", 2), undecided("a", 1), overdue("c", 4)))
                .containsExactly("a", "b");
    }

    @Test
    void noRoundIsWokenForWhatHasHappenedAndMustNotHave() {
        assertThat(woken(9, any -> true, differing("a"))).isEmpty();
        assertThat(woken(9, finding -> finding.roundId().equals("b"), overdue("a", 1), overdue("b", 2)))
                .containsExactly("b");
    }

    @Test
    void everyKindIsEitherHealedOrAlarmedAtOnce() {
        assertThat(Arrays.stream(FindingKind.values())
                        .collect(Collectors.toMap(Function.identity(), FindingKind::healable)))
                .isEqualTo(Map.of(
                        FindingKind.ROUND_OVERDUE, true,
                        FindingKind.BET_UNDECIDED, true,
                        FindingKind.PAYOUT_UNCONFIRMED, true,
                        FindingKind.PAYOUT_MISSING, false,
                        FindingKind.TOTALS_DIFFER, false,
                        FindingKind.MONEY_ASTRAY, false));
    }
}
