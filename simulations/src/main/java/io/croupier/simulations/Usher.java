package io.croupier.simulations;

import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Gives every player a seat, and a new one whenever the old one breaks off, as a client's reconnect does: after a pause that
 * grows and is drawn anew each time, so that a thousand of them do not come back in step.
 */
final class Usher implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final long LOOK_MS = 100;
    private static final Duration SEATED_LIMIT = Duration.ofMinutes(1);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final Casino casino;
    private final Operation connect;
    private final RandomGenerator random;
    private final Set<Player> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService doors = Executors.newFixedThreadPool(AT_ONCE, task -> Bettors.daemon(task, "usher"));
    private final Thread looker = Bettors.daemon(this::look, "usher-look");
    private volatile boolean ended;

    Usher(Casino casino, Measurements measurements, RandomGenerator random) {
        this.casino = casino;
        this.connect = measurements.operation(
                "connect", "from the first attempt to the answers to connect and subscribe, over all attempts");
        this.random = random;
    }

    void start() {
        looker.start();
    }

    /** Whether all have a seat that works. */
    boolean allSeated() {
        return casino.players().stream().allMatch(Usher::seated);
    }

    /** A player's seat that works, when there is one; throws where the player finds none in time. */
    Seat seatOf(Player player) {
        long deadline = System.nanoTime() + SEATED_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Seat seat = player.seat();
            if (seat != null && seat.isOpen()) {
                return seat;
            }
            Calls.pause(Duration.ofMillis(LOOK_MS / 2));
        }
        return player.seated();
    }

    private static boolean seated(Player player) {
        Seat seat = player.seat();
        return seat != null && seat.isOpen();
    }

    private void look() {
        while (!ended) {
            List<Player> players = casino.players();
            for (int i = 0; i < players.size(); i++) {
                Player player = players.get(i);
                boolean watches = i == players.size() - 1;
                if (!seated(player) && busy.add(player)) {
                    if (watches) {
                        casino.floor().lost();
                    }
                    doors.execute(() -> seat(player, watches));
                }
            }
            Calls.pause(Duration.ofMillis(LOOK_MS));
        }
    }

    private void seat(Player player, boolean watches) {
        long began = System.nanoTime();
        long pause = FIRST_PAUSE_MS;
        try {
            while (!ended) {
                try {
                    player.leave();
                    player.sit(casino.newSeat(player, watches));
                    connect.ok(began);
                    return;
                } catch (RuntimeException refused) {
                    connect.failed();
                    nap(pause);
                    pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
                }
            }
        } finally {
            busy.remove(player);
        }
    }

    private void nap(long pauseMs) {
        long drawn;
        synchronized (random) {
            drawn = random.nextLong(1, pauseMs + 1);
        }
        Calls.pause(Duration.ofMillis(drawn));
    }

    @Override
    public void close() {
        ended = true;
        doors.shutdown();
        try {
            looker.join(TimeUnit.SECONDS.toMillis(5));
            doors.awaitTermination(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
