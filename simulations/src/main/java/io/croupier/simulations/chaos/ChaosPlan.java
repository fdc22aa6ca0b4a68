package io.croupier.simulations.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Which fault is made when, never two at once. One that takes longer to recover from than planned moves the next ones back.
 *
 * @param items in the order of their times, at most {@value #MOST_ITEMS}
 */
public record ChaosPlan(List<Item> items) {
    public static final int MOST_ITEMS = 10_000;
    private static final Duration LATEST = Duration.ofDays(2);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /**
     * One fault.
     *
     * @param at since the start of the plan, whole milliseconds, at most 48 hours
     * @param holdFor whole milliseconds, at most 10 minutes
     */
    public record Item(Fault fault, Duration at, Duration holdFor) {
        /** When the hold is over. */
        public Duration end() {
            return at.plus(holdFor);
        }

        /** As {@link ChaosPlan#parse} reads it. */
        @Override
        public String toString() {
            return fault.name() + "@" + PlanText.time(at) + "+" + PlanText.time(holdFor);
        }
    }

    /** Throws a {@link PlanException} that names the first item that breaks a rule, and the rule. */
    public ChaosPlan {
        items = List.copyOf(items);
        if (items.size() > MOST_ITEMS) {
            throw new PlanException("a plan has at most " + MOST_ITEMS + " faults, not " + items.size());
        }
        Duration free = Duration.ZERO;
        for (Item item : items) {
            check(item, item.at().compareTo(LATEST) <= 0, "the latest time is 48h");
            check(item, item.holdFor().compareTo(LONGEST_HOLD) <= 0, "the longest hold is 10m");
            check(
                    item,
                    item.at().compareTo(free) >= 0,
                    "it begins before the one before it is over (" + PlanText.time(free) + "), and never two at once");
            free = item.end();
        }
    }

    private static void check(Item item, boolean holds, String rule) {
        if (!holds) {
            throw new PlanException("'" + item + "': " + rule);
        }
    }

    /**
     * Reads {@code kill@30s,db-stop@60s+10s}: faults, the time at which each begins, and for how long it holds where that is
     * not the usual for its kind. Times are whole numbers with ms, s, m or h.
     *
     * @throws PlanException, and nothing else, for any other text
     */
    public static ChaosPlan parse(String text) {
        return PlanText.parse(text);
    }

    /**
     * A plan by chance: in each {@code interval} from the second on one of {@code faults}, in its first half, all of them
     * equally often, for their usual hold. The last one's hold is over {@code quiet} before the end.
     *
     * @param interval at least a second; where holds are longer, faults follow each other at once
     * @param seed the same one makes the same plan
     * @throws PlanException where the arguments leave no room for a fault
     */
    public static ChaosPlan byChance(
            List<Fault> faults, Duration interval, Duration length, Duration quiet, long seed) {
        if (faults.isEmpty() || interval.toSeconds() < 1 || interval.compareTo(LATEST) > 0) {
            throw new PlanException("a plan by chance needs a fault and an interval from 1s to 48h, not "
                    + PlanText.time(interval) + " between " + faults.size() + " faults");
        }
        var random = new Random(seed);
        List<Fault> bag = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        Duration free = Duration.ZERO;
        for (int slot = 1; slot <= MOST_ITEMS; slot++) {
            if (bag.isEmpty()) {
                bag.addAll(faults);
                Collections.shuffle(bag, random);
            }
            Fault fault = bag.remove(bag.size() - 1);
            double slots = slot + random.nextDouble() / 2;
            Duration at = later(Duration.ofMillis((long) (interval.toMillis() * slots)), free);
            var item = new Item(fault, at, fault.defaultHold());
            if (item.end().compareTo(length.minus(quiet)) > 0) {
                break;
            }
            items.add(item);
            free = item.end();
        }
        if (items.isEmpty()) {
            throw new PlanException("no fault fits into " + PlanText.time(length) + " with " + PlanText.time(quiet)
                    + " of quiet at the end and one every " + PlanText.time(interval));
        }
        return new ChaosPlan(items);
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** When the last hold is over. */
    public Duration end() {
        return items.isEmpty() ? Duration.ZERO : items.get(items.size() - 1).end();
    }

    /** Why some of its faults will be refused, a line for each kind. */
    public List<String> refusals(Surroundings surroundings) {
        return items.stream()
                .map(Item::fault)
                .distinct()
                .flatMap(fault -> fault.refusal(surroundings).stream())
                .toList();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return items.stream().map(Item::toString).collect(Collectors.joining(","));
    }
}
