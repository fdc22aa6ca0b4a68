package io.croupier.simulations.domain;

import io.croupier.simulations.domain.History.Cut;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays many histories of the pure domain, one after the other; history n has the seed of the first plus n. The first one that
 * breaks a rule ends it, and is told as short as it can be made.
 */
public final class DomainSimulation {
    /** More than any history needs; one that takes more goes round in circles. */
    public static final int MAX_STEPS = 200_000;

    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final long STOP_SECONDS = 60;

    private final Machines machines;
    private final PrintWriter out;
    private final int maxSteps;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopped;
    private long played;
    private long digest;

    /** @param maxSteps of one history, 1 to {@link #MAX_STEPS} */
    public DomainSimulation(PrintWriter out, int maxSteps) {
        this(Machines.TRUE, out, maxSteps);
    }

    DomainSimulation(Machines machines, PrintWriter out, int maxSteps) {
        this.machines = machines;
        this.out = out;
        this.maxSteps = maxSteps;
    }

    /** How many histories were played. */
    long played() {
        return played;
    }

    /** Over every step of every history. */
    long digest() {
        return digest;
    }

    /** Plays so many histories; true where all hold, also where Ctrl-C has ended it early. */
    public boolean run(long firstSeed, long histories) {
        var hook = new Thread(this::stopAndWait, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            say("%,d histories of the domain from seed %d", histories, firstSeed);
            boolean holds = play(firstSeed, histories);
            if (holds) {
                say("%s%,d histories, nothing differs; digest %016x", stopped ? "stopped: " : "", played, digest);
            }
            return holds;
        } finally {
            done.countDown();
            removeHook(hook);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // The hook runs already, and has been let go.
        }
    }

    private void stopAndWait() {
        stopped = true;
        try {
            done.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean play(long firstSeed, long histories) {
        long startedAt = System.nanoTime();
        long next = startedAt + PROGRESS.toNanos();
        for (long n = 0; n < histories && !stopped; n++) {
            var history = new History(firstSeed + n, machines, maxSteps, Cut.NOTHING, false);
            Broken broken = history.play();
            played++;
            digest = Choices.mix(digest * 31 + history.world.digest());
            if (broken != null) {
                tell(firstSeed + n, broken);
                return false;
            }
            long now = System.nanoTime();
            if (now >= next) {
                next = now + PROGRESS.toNanos();
                double seconds = (now - startedAt) / 1e9;
                say("%7.0f s  %,11d histories  %,7.0f/s  nothing differs", seconds, played, played / seconds);
            }
        }
        return true;
    }

    /** Plays one history again and tells all of it; true where it holds. */
    public boolean replay(long seed) {
        var history = new History(seed, machines, maxSteps, Cut.NOTHING, true);
        Broken broken = history.play();
        if (broken != null) {
            tell(seed, broken);
            return false;
        }
        print(history, null);
        say("seed %d: nothing differs in %d steps; digest %016x", seed, history.steps(), history.world.digest());
        return true;
    }

    private void tell(long seed, Broken broken) {
        say("seed %d breaks %s: %s", seed, broken.rule(), broken.what());
        var shrinker = new Shrinker(seed, machines, maxSteps, broken);
        Cut cut = shrinker.shrink();
        var shortest = new History(seed, machines, maxSteps, cut, true);
        Broken again = shortest.play();
        say(
                "the shortest history that breaks %s, after %d replays: %d acts, %d faults",
                broken.rule(),
                shrinker.replays(),
                shortest.acts.size(),
                shortest.world.choices.faults().size());
        print(shortest, again);
        say("play it again: ./croupier simulate domain --replay %d", seed);
    }

    private void print(History history, @Nullable Broken broken) {
        history.acts.forEach(act -> say("  act    %8d ms  %s", act.atMs(), act.what()));
        history.world.choices.faults().values().forEach(fault -> say("  fault  %s", fault.get()));
        history.world.lines.forEach(line -> say("%s", line));
        if (broken != null) {
            say("=> %s: %s", broken.rule(), broken.what());
        }
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
