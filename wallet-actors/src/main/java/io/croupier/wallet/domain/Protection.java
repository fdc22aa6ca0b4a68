package io.croupier.wallet.domain;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a player may not do: limits, self-exclusion, freeze. It stops bets and deposits, and a freeze withdrawals too; what
 * the player is owed, wins and stakes that come back, it never stops.
 *
 * @param excludedUntil null: not excluded; {@link Instant#MAX}: for ever
 */
record Protection(
        SortedMap<LimitKey, Limit> limits, @Nullable Instant excludedUntil, boolean frozen) {
    static final Duration SHORTEST_EXCLUSION = Duration.ofHours(24);

    /** Of a limit that a transaction does not touch. */
    private static final long NOT_ASKED = -1;

    static final Protection NONE = new Protection(TreeMap.empty(), null, false);

    /** What stops every bet and deposit at this time, null where nothing does. */
    @Nullable Restriction block(Instant now) {
        if (frozen) {
            return Restriction.block(Restriction.Kind.FREEZE, null);
        }
        if (excludedUntil != null && now.isBefore(excludedUntil)) {
            return Restriction.block(
                    Restriction.Kind.EXCLUSION, excludedUntil.equals(Instant.MAX) ? null : excludedUntil);
        }
        return null;
    }

    /** The limit that a bet would break, null where there is none. */
    @Nullable Restriction onBet(Split stake, Usage usage, Instant now) {
        return broken(usage, now, kind -> switch (kind) {
            case STAKE, LOSS -> stake.realMinor();
            case TURNOVER -> stake.totalMinor();
            case TIME -> 0;
            case DEPOSIT -> NOT_ASKED;
        });
    }

    /** What stops a deposit, null where nothing does. */
    @Nullable Restriction onDeposit(long minor, Usage usage, Instant now) {
        Restriction block = block(now);
        return block != null ? block : broken(usage, now, kind -> kind == LimitKind.DEPOSIT ? minor : NOT_ASKED);
    }

    private interface Asked {
        long of(LimitKind kind);
    }

    /** Of those that are broken, the one with the least room. */
    private @Nullable Restriction broken(Usage before, Instant now, Asked asked) {
        if (limits.isEmpty()) {
            return null;
        }
        Usage usage = before.at(now);
        Restriction worst = null;
        for (var entry : limits) {
            LimitKey key = entry._1;
            Long most = entry._2.at(now).most();
            long more = asked.of(key.kind());
            if (most == null || more == NOT_ASKED) {
                continue;
            }
            long used = usage.used(key.kind(), key.period(), now);
            boolean breaks = key.kind() == LimitKind.TIME ? used >= most : more > 0 && used > most - more;
            if (breaks && (worst == null || most - used < worst.most() - worst.used())) {
                worst = Restriction.limit(key, most, used, usage.resetsAt(key.period(), now));
            }
        }
        return worst;
    }

    /** The limits that apply or will, with what is used of them. */
    List<ProtectionView.LimitView> view(Usage before, Instant now) {
        Usage usage = before.at(now);
        List<ProtectionView.LimitView> views = new ArrayList<>();
        for (var entry : limits) {
            LimitKey key = entry._1;
            Limit limit = entry._2.at(now);
            if (!limit.equals(Limit.NONE)) {
                views.add(new ProtectionView.LimitView(
                        key,
                        limit.most(),
                        usage.used(key.kind(), key.period(), now),
                        usage.resetsAt(key.period(), now),
                        limit.laterMost(),
                        limit.laterFrom()));
            }
        }
        return views;
    }

    /** When each of the wanted limits applies, and with that the changes to be stored. */
    List<LimitChange> changes(List<Transaction.Wanted> wanted, Instant now) {
        return wanted.stream()
                .map(w -> new LimitChange(
                        w.key(), w.most(), limits.getOrElse(w.key(), Limit.NONE).from(w.most(), now)))
                .toList();
    }

    Protection with(List<LimitChange> changes, Instant at) {
        SortedMap<LimitKey, Limit> changed = limits;
        for (LimitChange change : changes) {
            Limit limit = changed.getOrElse(change.key(), Limit.NONE).after(change, at);
            changed = limit.equals(Limit.NONE) ? changed.remove(change.key()) : changed.put(change.key(), limit);
        }
        return new Protection(changed, excludedUntil, frozen);
    }

    /** Whether an exclusion until then would end before the present one. */
    boolean shortens(@Nullable Instant until, Instant now) {
        return excludedUntil != null
                && now.isBefore(excludedUntil)
                && end(until).isBefore(excludedUntil);
    }

    Protection excluded(@Nullable Instant until) {
        return new Protection(limits, end(until), frozen);
    }

    private static Instant end(@Nullable Instant until) {
        return until == null ? Instant.MAX : until;
    }

    Protection frozen(boolean now) {
        return new Protection(limits, excludedUntil, now);
    }
}
