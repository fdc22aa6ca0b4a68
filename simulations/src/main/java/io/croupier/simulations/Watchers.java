package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.crowd.Crowd;
import io.croupier.simulations.load.Measurements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The players of a run who only watch. Each checks that every event comes once and in order. */
final class Watchers implements AutoCloseable {
    private static final double ARRIVALS_PER_SECOND = 200;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Sessions at a cluster's node that was killed count until the node is removed. */
    private static final int BESIDE_LOST_ONES = 3;

    /** A player who bets has a seat of its own, and may take another before the old one is gone. */
    private static final int BESIDE_A_SEAT = Crowd.MAX_WATCHERS_PER_TOKEN - 2;

    private final Casino casino;
    private final Measurements measurements;
    private final int wanted;
    private final long seed;
    private final Map<String, String> figures = new LinkedHashMap<>();
    private @Nullable Crowd crowd;

    Watchers(Casino casino, Measurements measurements, int wanted, long seed) {
        this.casino = casino;
        this.measurements = measurements;
        this.wanted = wanted;
        this.seed = seed;
    }

    /** They connect, and this returns when they are there, or after two minutes. */
    void come() {
        if (wanted == 0) {
            return;
        }
        boolean local = casino.target().own();
        var made = new Crowd(casino.target().live(), tokens(), casino.tables().all(), measurements, seed, local);
        crowd = made;
        made.grow(wanted, ARRIVALS_PER_SECOND);
        awaitAll();
    }

    private List<String> tokens() {
        if (!casino.target().members().isEmpty()) {
            if (wanted > casino.players().size() * BESIDE_A_SEAT) {
                throw new SimulationException(
                        "--watchers " + wanted + ": " + casino.players().size() + " player tokens are good for "
                                + casino.players().size() * BESIDE_A_SEAT + " at most");
            }
            return casino.players().stream().map(Player::token).toList();
        }
        List<String> tokens = new ArrayList<>();
        int each = casino.target().program() == null ? BESIDE_LOST_ONES : Crowd.MAX_WATCHERS_PER_TOKEN;
        for (int i = 0; i * each < wanted; i++) {
            JsonNode player = casino.api()
                    .post(
                            "/dev/players",
                            Json.object()
                                    .put("name", "watcher" + i)
                                    .put("balanceMinor", 0)
                                    .put("currency", Casino.CURRENCY),
                            null)
                    .orFail("a new player");
            tokens.add(Json.text(player, "token"));
        }
        return tokens;
    }

    /** Waits until all are connected; false after two minutes. */
    boolean awaitAll() {
        Crowd now = crowd;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (now != null && now.connected() < now.size()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Calls.pause(Duration.ofMillis(20));
        }
        return true;
    }

    /** All are cut at once and come back after their back-off; returns the seconds until the last one is back. */
    double stampede() {
        Crowd now = needed();
        long began = System.nanoTime();
        now.stampede();
        // A cut shows a moment later.
        while (now.connected() == now.size() && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(1)) {
            Calls.pause(Duration.ofMillis(1));
        }
        awaitAll();
        return (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** A share of them stops reading. */
    void stall(double share) {
        needed().stall(share);
    }

    /** Those read on. */
    void readOn() {
        needed().resume();
    }

    private Crowd needed() {
        Crowd now = crowd;
        if (now == null) {
            throw new SimulationException("--watchers 0: this scenario needs some");
        }
        return now;
    }

    /** They go; says what they saw that must not be. */
    List<Difference> leave() {
        Crowd now = crowd;
        if (now == null) {
            return List.of();
        }
        now.resume();
        List<Difference> differences = new ArrayList<>();
        if (!awaitAll()) {
            differences.add(Difference.of(
                    "watchers do not come back",
                    "crowd",
                    now.connected() + " of " + now.size() + " after " + LIMIT.toSeconds() + " s"));
        }
        now.faults()
                .forEach(fault -> differences.add(Difference.of("event missing or out of order", "watcher", fault)));
        now.figures().forEach((name, count) -> {
            if (count > 0) {
                figures.put("crowd: " + name, Texts.number(count));
            }
        });
        close();
        return differences;
    }

    /** What was counted, after they have left. */
    Map<String, String> figures() {
        return Collections.unmodifiableMap(figures);
    }

    @Override
    public void close() {
        Crowd now = crowd;
        crowd = null;
        if (now != null) {
            now.close();
        }
    }
}
