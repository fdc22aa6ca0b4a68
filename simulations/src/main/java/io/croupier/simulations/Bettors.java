package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Lets the players bet: a steady trickle over all tables, bursts on demand, and cash-outs when a flight has come as far as
 * a bet's plan. Every choice comes from the seed; only the times are the machine's.
 */
final class Bettors implements AutoCloseable {
    private static final long TICK_MS = 100;
    private static final int BETS_PER_TICK = 3;
    private static final int MAX_STAKE_MINOR = 500;

    /** A crash bet that is to be cashed out by hand. */
    private record Plan(Player player, Placed bet, int atX100) {}

    /** A bet, or its cash-out, and the seat that it was sent over last. */
    private final class Asked implements Repeats.Question {
        private final Player player;
        private final Placed placed;
        private final boolean cashOut;
        private Seat over;

        Asked(Player player, Placed placed, boolean cashOut, Seat over) {
            this.player = player;
            this.placed = placed;
            this.cashOut = cashOut;
            this.over = over;
        }

        @Override
        public Placed.Key bet() {
            return placed.key();
        }

        @Override
        public boolean decided() {
            BetStory story = history.story(placed.key());
            return cashOut ? !story.cashOutOpen() : story.answered();
        }

        @Override
        public boolean lost() {
            return !over.equals(player.seat())
                    || !over.isOpen()
                    || history.story(placed.key()).toBeSentAgain();
        }

        @Override
        public boolean askAgain() {
            Seat seat = player.seat();
            if (seat == null || !seat.isOpen()) {
                return false;
            }
            over = seat;
            (cashOut ? seat.cashOut(placed) : seat.place(placed)).exceptionally(lost -> Json.object());
            return true;
        }
    }

    private final List<Player> players;
    private final Tables tables;
    private final Floor floor;
    private final History history;
    private final Clock clock;
    private final RandomGenerator random;
    private final Set<Plan> plans = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "bettors"));
    private volatile boolean playing;
    private volatile boolean flying;
    private final Repeats repeats = new Repeats();
    private volatile boolean repeatsLost;
    private volatile boolean repeating;

    Bettors(List<Player> players, Tables tables, Floor floor, History history, Clock clock, long seed) {
        this.players = List.copyOf(players);
        this.tables = tables;
        this.floor = floor;
        this.history = history;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        var unused = timer.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts the trickle.
     *
     * @param crashToo whether to bet on the flight as well: its bets are open until it bursts, which can take minutes
     */
    void play(boolean crashToo) {
        flying = crashToo;
        repeating = repeatsLost;
        playing = true;
    }

    /**
     * From the next play on, whoever gets no decision sends the same again at once, and whoever has no seat when a cash-out is due
     * makes it over the next one. Not where each of the lost answers is to be seen, as after a kill.
     */
    void repeatWhatIsLost() {
        repeatsLost = true;
    }

    /** Waits until nobody has anything to send again, or for so long; from then on nothing is sent again until the next play. */
    void awaitAnswers(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (repeating && !repeats.idle() && System.nanoTime() < deadline) {
            Calls.pause(Duration.ofMillis(TICK_MS));
        }
        repeating = false;
    }

    /** How it went with what was lost; to be asked once, when all is decided. */
    Repeats.Figures repeated(Set<Placed.Key> late) {
        return repeats.figures(late);
    }

    void pause() {
        playing = false;
    }

    private void tick() {
        try {
            cashOutWhatIsDue();
            if (repeating) {
                repeats.look();
            }
            for (int i = 0; playing && i < BETS_PER_TICK; i++) {
                List<String> open = tables.all().stream()
                        .filter(table -> flying || !table.equals(tables.crash()))
                        .filter(table -> takesBets(table).isPresent())
                        .toList();
                if (!open.isEmpty()) {
                    Player player = players.get(random.nextInt(players.size()));
                    bet(player, open.get(random.nextInt(open.size())), random.nextInt(4) == 0 ? 4 : 1);
                }
            }
        } catch (RuntimeException broken) {
            history.protocolFault("bettors: " + broken);
        }
    }

    private Optional<Floor.Standing> takesBets(String table) {
        return floor.at(table).filter(standing -> standing.takesBets(clock.instant()));
    }

    /** Every player sends so many bets at once, in one message each. Answers which. */
    synchronized List<Placed.Key> burst(String table, int betsPerPlayer) {
        return players.stream()
                .flatMap(player -> bet(player, table, betsPerPlayer).stream())
                .map(Placed::key)
                .toList();
    }

    /** Cashes out every bet that is in flight and planned, now. */
    synchronized void cashOutEverything() {
        plans.forEach(this::cashOut);
        plans.clear();
    }

    private synchronized List<Placed> bet(Player player, String table, int count) {
        Optional<Floor.Standing> round = floor.at(table).filter(standing -> standing.phase() == Floor.Phase.OPEN);
        Seat seat = player.seat();
        if (round.isEmpty() || seat == null || !history.hasRoom()) {
            return List.of();
        }
        List<Placed> bets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean crash = tables.isCrash(table);
            JsonNode selection = crash ? Selections.crash(random) : Selections.roulette(random);
            long stake = random.nextInt(10, MAX_STAKE_MINOR);
            var bet = new Placed(
                    player.playerId(), player.nextBetId(), table, round.get().roundId(), selection, stake);
            bets.add(bet);
            if (crash && !selection.has("autoCashOutX100") && random.nextInt(4) > 0) {
                plans.add(new Plan(player, bet, random.nextInt(101, 250)));
            }
        }
        if (count == 1) {
            // The answer goes into the history; a lost one is asked for again, here or after the restart.
            seat.place(bets.get(0)).exceptionally(lost -> Json.object());
        } else {
            seat.placeAll(bets);
        }
        if (repeating) {
            bets.forEach(bet -> repeats.sent(new Asked(player, bet, false, seat)));
        }
        return List.copyOf(bets);
    }

    private synchronized void cashOutWhatIsDue() {
        Optional<Floor.Standing> flight =
                floor.at(tables.crash()).filter(standing -> standing.phase() == Floor.Phase.IN_FLIGHT);
        if (flight.isEmpty()) {
            return;
        }
        for (Iterator<Plan> each = plans.iterator(); each.hasNext(); ) {
            Plan plan = each.next();
            boolean here = plan.bet().roundId().equals(flight.get().roundId());
            boolean due = here && plan.atX100() <= flight.get().multiplierX100();
            boolean sent = due && cashOut(plan);
            if (!here || sent || (due && !repeating)) {
                each.remove();
            }
        }
    }

    /** Whether it could be sent. */
    private boolean cashOut(Plan plan) {
        Seat seat = plan.player().seat();
        if (seat == null || !history.story(plan.bet().key()).accepted()) {
            return false;
        }
        seat.cashOut(plan.bet()).exceptionally(lost -> Json.object());
        if (repeating) {
            repeats.sent(new Asked(plan.player(), plan.bet(), true, seat));
        }
        return true;
    }

    @Override
    public void close() {
        playing = false;
        timer.shutdownNow();
    }
}
