package io.croupier.round.domain;

import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Games;
import java.util.ArrayList;
import java.util.List;

/** What a table's followers are told when one of its rounds moves on. */
public final class TableNews {
    public static final String ROUND_OPENED = "round_opened";
    public static final String BETTING_CLOSED = "betting_closed";
    public static final String FLIGHT_STARTED = "flight_started";
    public static final String ROUND_RESULT = "round_result";
    public static final String ROUND_SETTLED = "round_settled";
    public static final String ROUND_CORRECTED = "round_corrected";
    public static final String ROUND_VOIDED = "round_voided";

    /** Whether a round that was seen like this has moved on; a late or repeated status has not. */
    public static boolean movedOn(RoundStatus seen, RoundStatus now) {
        return now.resultVersion() > seen.resultVersion()
                || (now.resultVersion() == seen.resultVersion() && now.stage().compareTo(seen.stage()) > 0)
                || (voided(now) && !voided(seen));
    }

    /**
     * The events from one status to a later one, in order: those of stages that were passed over in between too. Who has not heard of
     * the first result hears of no correction, but of the result that stands.
     */
    public static List<String> between(RoundStatus seen, RoundStatus now) {
        if (voided(now)) {
            return voided(seen) ? List.of() : List.of(ROUND_VOIDED);
        }
        List<String> events = new ArrayList<>();
        Stage from = seen.stage();
        if (seen.resultVersion() > 0 && now.resultVersion() > seen.resultVersion()) {
            events.add(ROUND_CORRECTED);
            from = Stage.RESULT;
        }
        boolean inFlight = Games.of(now.terms().table().game()).inFlight() && now.flightStartedAt() != null;
        addIfPassed(Stage.BETS_OPEN, ROUND_OPENED, from, now.stage(), events);
        addIfPassed(Stage.CLOSING, BETTING_CLOSED, from, now.stage(), events);
        if (inFlight) {
            addIfPassed(Stage.IN_FLIGHT, FLIGHT_STARTED, from, now.stage(), events);
        }
        addIfPassed(Stage.RESULT, ROUND_RESULT, from, now.stage(), events);
        addIfPassed(Stage.SETTLED, ROUND_SETTLED, from, now.stage(), events);
        return List.copyOf(events);
    }

    private static void addIfPassed(Stage stage, String event, Stage from, Stage to, List<String> events) {
        if (from.compareTo(stage) < 0 && to.compareTo(stage) >= 0) {
            events.add(event);
        }
    }

    /** The status without what nobody may see yet: before the result stands there is neither outcome nor proof. */
    public static RoundStatus visible(RoundStatus s) {
        boolean recorded =
                s.stage() == Stage.RESULT || s.stage() == Stage.SETTLED || (voided(s) && s.resultVersion() > 0);
        if (recorded || (s.outcome() == null && s.proof() == null)) {
            return s;
        }
        return new RoundStatus(
                s.terms(),
                s.stage(),
                s.resultVersion(),
                s.resultId(),
                null,
                null,
                s.voidReason(),
                s.flightStartedAt(),
                s.bets(),
                s.stakedMinor(),
                s.paidMinor(),
                s.unsettled());
    }

    /** How a round that is settled again must have looked before to those who do not remember it. */
    public static RoundStatus settledBefore(RoundStatus s) {
        return new RoundStatus(
                s.terms(),
                Stage.SETTLED,
                Math.max(0, s.resultVersion() - 1),
                null,
                null,
                s.proof(),
                null,
                s.flightStartedAt(),
                s.bets(),
                s.stakedMinor(),
                s.paidMinor(),
                0);
    }

    private static boolean voided(RoundStatus status) {
        return status.stage() == Stage.VOIDING || status.stage() == Stage.VOIDED;
    }

    private TableNews() {}
}
