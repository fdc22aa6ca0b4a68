package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;

/**
 * Which limit: players and operators set theirs apart, and the lowest applies.
 *
 * @param setBy who sets it
 */
public record LimitKey(
        @JsonProperty("by") Setter setBy,
        @JsonProperty("kind") LimitKind kind,
        @JsonProperty("period") LimitPeriod period)
        implements Comparable<LimitKey> {
    private static final Comparator<LimitKey> ORDER =
            Comparator.comparing(LimitKey::setBy).thenComparing(LimitKey::kind).thenComparing(LimitKey::period);

    /** Who sets limits. The names are stored. */
    public enum Setter {
        PLAYER,
        OPERATOR
    }

    public LimitKey {
        if ((kind == LimitKind.TIME) != (period == LimitPeriod.SESSION)) {
            throw new IllegalArgumentException("a limit of kind=" + kind + " cannot have period=" + period
                    + ": time is limited per session, money per day, week or month");
        }
    }

    @Override
    public int compareTo(LimitKey other) {
        return ORDER.compare(this, other);
    }
}
