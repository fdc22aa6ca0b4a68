package io.croupier.simulations.crowd;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Has watchers come one after the other at the times of a Poisson process; one that comes late was due all the same. */
final class Arrivals implements Runnable {
    /** So many at once where they are late, that those who are here already are served in between. */
    private static final int MAX_AT_ONCE = 64;

    private final ScheduledExecutorService loop;
    private final List<Watcher> coming;
    private final double perSecond;
    private final RandomGenerator random;
    private int next;
    private long dueNanos = System.nanoTime();

    Arrivals(ScheduledExecutorService loop, List<Watcher> coming, double perSecond, RandomGenerator random) {
        this.loop = loop;
        this.coming = coming;
        this.perSecond = perSecond;
        this.random = random;
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        for (int i = 0; i < MAX_AT_ONCE && next < coming.size() && now - dueNanos >= 0; i++) {
            coming.get(next).arrive(dueNanos);
            next++;
            dueNanos += (long) (-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
        }
        if (next < coming.size()) {
            var unused = loop.schedule(this, Math.max(0, dueNanos - now), TimeUnit.NANOSECONDS);
        }
    }
}
