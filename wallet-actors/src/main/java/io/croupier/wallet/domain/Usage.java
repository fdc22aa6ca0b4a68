package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How much of its limits a wallet has used, also where it has none yet: a limit that is set at noon counts the morning. What
 * was used in a period is the difference between the running totals and those at the period's start, so that a movement
 * touches the totals alone, whatever periods there are.
 *
 * @param onDay the epoch day (UTC) that the starts belong to; a clock that goes back does not move it
 * @param day the totals when the day began, as {@code week} and {@code month}
 * @param sessionFromMs when the present session began, epoch ms; 0 before the first bet
 * @param lastBetMs when the last bet was taken, epoch ms
 */
record Usage(
        @JsonProperty("totals") Totals totals,
        @JsonProperty("onDay") long onDay,
        @JsonProperty("day") Totals day,
        @JsonProperty("week") Totals week,
        @JsonProperty("month") Totals month,
        @JsonProperty("sessionFrom") long sessionFromMs,
        @JsonProperty("lastBet") long lastBetMs) {
    /** A session ends once no bet was taken for so long. */
    static final Duration SESSION_PAUSE = Duration.ofMinutes(15);

    static final Usage NONE = new Usage(Totals.ZERO, 0, Totals.ZERO, Totals.ZERO, Totals.ZERO, 0, 0);

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private static long dayOf(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), DAY_MS);
    }

    /** As it stands at this time: periods that are over count no more. */
    Usage at(Instant now) {
        long today = dayOf(now);
        if (today <= onDay) {
            return this;
        }
        LocalDate before = LocalDate.ofEpochDay(onDay);
        LocalDate date = LocalDate.ofEpochDay(today);
        return new Usage(
                totals,
                today,
                totals,
                startsAnew(LimitPeriod.WEEK, before, date) ? totals : week,
                startsAnew(LimitPeriod.MONTH, before, date) ? totals : month,
                sessionFromMs,
                lastBetMs);
    }

    private static boolean startsAnew(LimitPeriod period, LocalDate before, LocalDate today) {
        return !period.firstDay(before).equals(period.firstDay(today));
    }

    Usage afterBet(Split stake, Instant at) {
        long ms = at.toEpochMilli();
        boolean goesOn = inSession(at);
        return at(at).changed(Totals.staked(stake.realMinor(), stake.totalMinor()), goesOn ? sessionFromMs : ms, ms);
    }

    Usage afterWin(long minor, Instant at) {
        return at(at).changed(Totals.won(minor), sessionFromMs, lastBetMs);
    }

    Usage afterDeposit(long minor, Instant at) {
        return at(at).changed(Totals.deposited(minor), sessionFromMs, lastBetMs);
    }

    private Usage changed(Totals change, long newSessionFromMs, long newLastBetMs) {
        return new Usage(totals.plus(change), onDay, day, week, month, newSessionFromMs, newLastBetMs);
    }

    /**
     * After a stake came back: that frees what it had used, in those periods in which it was placed, and makes no room in
     * one that has begun since.
     *
     * @param placedAt when the bet was taken; null where nobody remembers, and then it frees nothing
     */
    Usage afterReturn(Split stake, @Nullable Instant placedAt, Instant at) {
        Usage now = at(at);
        var change = Totals.staked(-stake.realMinor(), -stake.totalMinor());
        LocalDate today = LocalDate.ofEpochDay(now.onDay);
        return new Usage(
                now.totals.plus(change),
                now.onDay,
                now.placedIn(LimitPeriod.DAY, placedAt, today) ? now.day : now.day.plus(change),
                now.placedIn(LimitPeriod.WEEK, placedAt, today) ? now.week : now.week.plus(change),
                now.placedIn(LimitPeriod.MONTH, placedAt, today) ? now.month : now.month.plus(change),
                now.sessionFromMs,
                now.lastBetMs);
    }

    private boolean placedIn(LimitPeriod period, @Nullable Instant placedAt, LocalDate today) {
        return placedAt != null && dayOf(placedAt) >= period.firstDay(today).toEpochDay();
    }

    /** What was used until now: minor units, or milliseconds of the session. To be asked of {@link #at}. */
    long used(LimitKind kind, LimitPeriod period, Instant now) {
        return switch (period) {
            case DAY -> totals.of(kind) - day.of(kind);
            case WEEK -> totals.of(kind) - week.of(kind);
            case MONTH -> totals.of(kind) - month.of(kind);
            case SESSION -> inSession(now) ? Math.max(0, now.toEpochMilli() - sessionFromMs) : 0;
        };
    }

    /** When the count begins anew; of a session: if no bet is taken until then. */
    Instant resetsAt(LimitPeriod period, Instant now) {
        if (period == LimitPeriod.SESSION) {
            return inSession(now) ? Instant.ofEpochMilli(lastBetMs).plus(SESSION_PAUSE) : now;
        }
        LocalDate today = LocalDate.ofEpochDay(Math.max(onDay, dayOf(now)));
        return Instant.ofEpochMilli(period.firstDayOfNext(today).toEpochDay() * DAY_MS);
    }

    private boolean inSession(Instant now) {
        return lastBetMs > 0 && now.toEpochMilli() < lastBetMs + SESSION_PAUSE.toMillis();
    }
}
