package io.croupier.simulations.domain;

import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.domain.RoundEvent.RoundSettled;
import io.croupier.round.domain.RoundEvent.RoundVoided;
import io.croupier.round.domain.RoundEvent.VoidAccepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stood in a round, one after the other, as its journal tells: results, and a void as the last. */
final class Versions {
    /**
     * @param number 0 of a void without a result before it, else from 1
     * @param result null: a void
     * @param at when it was stored
     * @param paidMinor what all bets had returned when its books had settled
     */
    record Version(int number, @Nullable ResultRecorded result, Instant at, long paidMinor) {}

    private final List<Version> all = new ArrayList<>();
    private @Nullable String voidReason;
    private @Nullable Version open;

    /** Reads a journal; breaks where one comes before the one before it is settled, or out of turn. */
    static Versions of(RoundNode node) {
        var versions = new Versions();
        for (RoundEvent event : node.events()) {
            if (!versions.follows(event)) {
                throw new Broken(
                        Broken.Rule.ROUNDS, node.id + " stores " + event + " after " + versions.all + versions.open);
            }
        }
        if (versions.open != null) {
            throw new Broken(Broken.Rule.ROUNDS, node.id + " has not ended " + versions.open);
        }
        return versions;
    }

    List<Version> all() {
        return all;
    }

    @Nullable String voidReason() {
        return voidReason;
    }

    private boolean follows(RoundEvent event) {
        Version before = all.isEmpty() ? null : all.get(all.size() - 1);
        int next = before == null ? 1 : before.number + 1;
        if (event instanceof ResultRecorded e) {
            String replaced = before == null || before.result == null ? null : before.result.resultId();
            boolean right = open == null
                    && voidReason == null
                    && e.resultVersion() == next
                    && (before == null ? e.replaces() == null : replaced != null && replaced.equals(e.replaces()));
            open = new Version(next, e, e.at(), 0);
            return right;
        } else if (event instanceof VoidAccepted e) {
            int number = before == null ? 0 : next;
            boolean right = open == null && voidReason == null && e.resultVersion() == number;
            voidReason = e.reason();
            open = new Version(number, null, e.at(), 0);
            return right;
        } else if (event instanceof RoundSettled e) {
            return ended(open != null && open.result != null && open.number == e.resultVersion(), e.paidMinor());
        }
        return !(event instanceof RoundVoided e) || ended(open != null && open.result == null, e.paidMinor());
    }

    private boolean ended(boolean right, long paidMinor) {
        if (open != null) {
            all.add(new Version(open.number, open.result, open.at, paidMinor));
        }
        open = null;
        return right;
    }

    /** Whether this result stood all the time from then until then. */
    boolean stood(String resultId, Instant from, Instant until) {
        for (int i = 0; i < all.size(); i++) {
            Version version = all.get(i);
            boolean named = version.result != null && resultId.equals(version.result.resultId());
            boolean last = i == all.size() - 1 || all.get(i + 1).at.isAfter(until);
            if (named && version.at.isBefore(from) && last) {
                return true;
            }
        }
        return false;
    }
}
