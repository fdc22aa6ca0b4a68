package io.croupier.simulations.domain;

import io.croupier.simulations.domain.History.Cut;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a history that breaks a rule shorter: leaves out faults and acts in halves, quarters and so on down to single ones, as
 * long as the same rule breaks in the same place without them. Bounded by a number of replays, so what comes out is short, not the shortest.
 */
final class Shrinker {
    static final int MAX_REPLAYS = 600;

    private final long seed;
    private final Machines machines;
    private final int maxSteps;
    private final Broken first;
    private Cut best = Cut.NOTHING;
    private int replays;

    Shrinker(long seed, Machines machines, int maxSteps, Broken first) {
        this.seed = seed;
        this.machines = machines;
        this.maxSteps = maxSteps;
        this.first = first;
    }

    int replays() {
        return replays;
    }

    /** What can be left out. */
    Cut shrink() {
        for (int size = Integer.MAX_VALUE; size != weight() && replays < MAX_REPLAYS; ) {
            size = weight();
            breaks(new Cut(best.acts(), best.faults(), true));
            leaveOut(faults(), out -> new Cut(best.acts(), union(best.faults(), out), best.calm()));
            leaveOut(acts(), out -> new Cut(union(best.acts(), out), best.faults(), best.calm()));
        }
        return best;
    }

    private int weight() {
        return faults().size() + acts().size();
    }

    private List<Long> faults() {
        return List.copyOf(played(best).world.choices.faults().keySet());
    }

    private List<Integer> acts() {
        return played(best).acts.stream().map(Act::number).toList();
    }

    private History played(Cut cut) {
        var history = new History(seed, machines, maxSteps, cut, false);
        history.play();
        return history;
    }

    private <T> void leaveOut(List<T> parts, Function<List<T>, Cut> cut) {
        List<T> left = new ArrayList<>(parts);
        for (int size = left.size(); size > 0; size /= 2) {
            for (int from = 0; from < left.size() && replays < MAX_REPLAYS; ) {
                List<T> some = List.copyOf(left.subList(from, Math.min(left.size(), from + size)));
                if (breaks(cut.apply(some))) {
                    left.removeAll(some);
                } else {
                    from += size;
                }
            }
        }
    }

    private boolean breaks(Cut cut) {
        replays++;
        @Nullable Broken broken = new History(seed, machines, maxSteps, cut, false).play();
        boolean same = broken != null && broken.isLike(first);
        if (same) {
            best = cut;
        }
        return same;
    }

    private static <T> Set<T> union(Set<T> some, List<T> more) {
        Set<T> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }
}
