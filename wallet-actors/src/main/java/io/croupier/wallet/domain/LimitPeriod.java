package io.croupier.wallet.domain;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** Over what time a limit counts. Days begin at midnight UTC. The names are stored. */
public enum LimitPeriod {
    DAY,
    /** From Monday on. */
    WEEK,
    /** A calendar month. */
    MONTH,
    /** From the first bet after {@link Usage#SESSION_PAUSE} without one, to the same pause. */
    SESSION;

    /** The first day of the period with this day. */
    LocalDate firstDay(LocalDate day) {
        return switch (this) {
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case DAY, SESSION -> day;
        };
    }

    /** The first day of the period after that. */
    LocalDate firstDayOfNext(LocalDate day) {
        LocalDate first = firstDay(day);
        return switch (this) {
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
            case DAY, SESSION -> first.plusDays(1);
        };
    }

    /** The period as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
