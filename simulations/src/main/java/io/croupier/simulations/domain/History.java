package io.croupier.simulations.domain;

import io.croupier.round.domain.Book;
import io.croupier.round.domain.Round;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One history, from its seed to its judgement. */
final class History {
    /** After the last fault everything must come to rest within this time, though a refused credit may wait for minutes. */
    private static final long REST_MS = 40 * 60_000L;

    private static final long KEEPER_MS = 10_000;
    private static final long RECONCILIATION_MS = 30_000;
    private static final int MAX_STEPS = 200_000;
    private static final int SALT_OF_REPEATS = 50;
    private static final int KEEPER = 1_000;
    private static final int REPEATER = 1_001;
    private static final int RECONCILER = 1_002;

    /**
     * What is left out of a history, to make it shorter.
     *
     * @param acts their numbers
     * @param faults their places
     * @param calm all delays as short as can be
     */
    record Cut(Set<Integer> acts, Set<Long> faults, boolean calm) {
        static final Cut NOTHING = new Cut(Set.of(), Set.of(), false);

        Cut {
            acts = Set.copyOf(acts);
            faults = Set.copyOf(faults);
        }
    }

    private final long seed;
    private final int maxSteps;
    final World world;
    final Crowd crowd;
    final List<Act> acts = new ArrayList<>();
    private final Map<RoundNode, Round> forgotten = new HashMap<>();
    private int steps;

    History(long seed, Machines machines, int maxSteps, Cut cut, boolean tracing) {
        this.seed = seed;
        this.maxSteps = Math.min(maxSteps, MAX_STEPS);
        var random = new SplittableRandom(seed);
        Weather weather = Weather.drawn(random);
        this.world = new World(new Choices(seed, cut.faults(), cut.calm()), weather, machines, seed, tracing);
        this.crowd = new Crowd(world);
        for (Act act : new Script(world, crowd, random).acts()) {
            if (!cut.acts().contains(act.number())) {
                acts.add(act);
            }
        }
    }

    /** Plays it; what does not hold, or null. */
    @Nullable Broken play() {
        try {
            acts.forEach(act -> world.timeline.after(act.atMs(), () -> {
                world.trace(() -> "--- " + act.what());
                crowd.in(act.number(), act.action());
            }));
            world.timeline.inBackground(KEEPER_MS, this::keeper);
            world.timeline.inBackground(RECONCILIATION_MS, this::reconciliation);
            run(Script.END_MS, false);
            world.choices.endFaults();
            run(Script.END_MS + REST_MS, true);
            requireRest("does not come to rest");
            repeat();
            run(world.timeline.nowMs() + REST_MS, true);
            requireRest("does not come to rest after repetitions");
            new Judge(world, crowd).judge();
            return null;
        } catch (Broken broken) {
            return broken;
        } catch (RuntimeException crashed) {
            return new Broken(Broken.Rule.CRASHED, "a rule threw: " + crashed, crashed);
        }
    }

    int steps() {
        return steps;
    }

    private void run(long untilMs, boolean untilRest) {
        while (!(untilRest && world.timeline.quiet() && rests()) && world.timeline.step(untilMs)) {
            if (++steps > maxSteps) {
                throw new Broken(
                        Broken.Rule.REST, "more than " + maxSteps + " steps: it goes on for ever, or is too long");
            }
        }
    }

    /** Wakes the table from time to time, as the cluster's keeper does; ends what only people can end. */
    private void keeper() {
        world.timeline.inBackground(KEEPER_MS, this::keeper);
        for (Node<?, ?> node : List.copyOf(world.nodes())) {
            if (node instanceof TableNode) {
                world.send(new Letter("keeper", node.id, 0, new Message.Wake()));
            }
            boolean over = world.timeline.nowMs() > Script.END_MS;
            if (over && node instanceof RoundNode round && leftOpen(round)) {
                crowd.in(KEEPER, () -> crowd.ask(round.id, new Message.VoidRound("left open")));
            }
            if (over && node instanceof WalletNode wallet) {
                crowd.in(KEEPER, () -> crowd.makeRoom(wallet));
            }
        }
    }

    /**
     * Wakes rounds that stand still and that no table waits for: a correction was stored, and then the round's node died before
     * it told anyone. Those that a table knows of must go on without it.
     */
    private void reconciliation() {
        world.timeline.inBackground(RECONCILIATION_MS, this::reconciliation);
        Map<RoundNode, Round> before = Map.copyOf(forgotten);
        forgotten.clear();
        for (Node<?, ?> node : List.copyOf(world.nodes())) {
            if (node instanceof RoundNode round && round.told().terms() != null && unknownToItsTable(round)) {
                forgotten.put(round, round.told());
                if (round.told().equals(before.get(round))) {
                    world.send(new Letter("reconciler", round.id, RECONCILER, new Message.WakeRound()));
                }
            }
        }
    }

    private boolean unknownToItsTable(RoundNode round) {
        Round stored = round.told();
        TableNode table = world.table(stored.requireTerms().table().tableId());
        return !stored.finished()
                && (table == null || table.told().unsettled(round.roundId).isEmpty());
    }

    private boolean leftOpen(RoundNode round) {
        return round.state.terms() != null
                && !round.state.terms().table().houseRun()
                && round.state.result() == null
                && round.state.voidReason() == null
                && crowd.calls.stream().allMatch(call -> call.answer != null);
    }

    private boolean rests() {
        return crowd.allAnswered() && world.nodes().stream().allMatch(History::rests);
    }

    private static boolean rests(Node<?, ?> node) {
        if (node instanceof RoundNode round) {
            return round.state.terms() == null || round.state.finished();
        } else if (node instanceof BookNode book) {
            return book.state.phase() == Book.Phase.EMPTY || book.state.finished();
        } else if (node instanceof TableNode table) {
            boolean played = !table.state.runByHouse() || table.state.nextRound() > table.maxRounds;
            return table.state.unsettled().isEmpty() && played;
        }
        return true;
    }

    private void requireRest(String what) {
        if (world.timeline.quiet() && rests()) {
            return;
        }
        List<String> open = new ArrayList<>();
        Set<String> kinds = new TreeSet<>();
        crowd.calls.stream().filter(call -> call.answer == null).forEach(call -> {
            kinds.add(call.to.substring(0, 1) + "?");
            open.add(call.toString());
        });
        world.nodes().stream().filter(node -> !rests(node)).forEach(node -> {
            kinds.add(node.id.substring(0, 1));
            open.add(node.id + " " + node.state);
        });
        throw new Broken(Broken.Rule.REST, kinds.toString(), what + ": " + open);
    }

    /** A quarter of what was asked for is asked for once more: the answers must stand. */
    private void repeat() {
        for (Call call : List.copyOf(crowd.calls)) {
            long draw = Choices.mix(seed + SALT_OF_REPEATS + call.address.hashCode());
            if (Math.floorMod(draw, 4) == 0 && !(call.message instanceof Message.CashOut)) {
                crowd.in(REPEATER, () -> crowd.ask(call.to, call.message));
            }
        }
    }
}
