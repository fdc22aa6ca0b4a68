package io.croupier.simulations.crowd;

import io.croupier.simulations.load.Measurements;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Players who only watch, as many as one thread carries, and what makes them a nuisance: coming back all at once, and not
 * reading. Each is one WebSocket that follows one to three tables, sends its pings, comes back when it was cut, and checks
 * that every event comes once and in order, over cuts too. Everything happens on one thread of its own; the methods may be
 * called by any, return when what they ask for has been begun there, and throw {@link IllegalStateException} where that takes
 * longer than half a minute or the crowd is closed.
 */
public final class Crowd implements AutoCloseable {
    /** As many as the server lets one player have. */
    public static final int MAX_WATCHERS_PER_TOKEN = 8;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final long TICK_MS = 100;

    private final List<String> tokens;
    private final List<Table> tables;
    private final Popularity popularity;
    private final SplittableRandom random;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Wiring wiring;
    /** Only the loop touches it. Those that gave up stay in it, so that a watcher's place says whose token it has. */
    private final List<Watcher> watchers = new ArrayList<>();
    /** Only the loop touches it. */
    private long tickDueNanos = System.nanoTime();

    /** As the other constructor, with a server whose clock is this machine's. */
    public Crowd(URI live, List<String> tokens, List<String> tables, Measurements measurements, long seed) {
        this(live, tokens, tables, measurements, seed, true);
    }

    /**
     * Makes an empty crowd.
     *
     * @param live the WebSocket's address, {@code ws} with a host and a port
     * @param tokens one per player, dealt round robin; {@value #MAX_WATCHERS_PER_TOKEN} watchers may share one
     * @param tables the most popular first
     * @param sameClock whether the server's clock is this machine's: only then is the delivery of events measured
     */
    public Crowd(
            URI live,
            List<String> tokens,
            List<String> tables,
            Measurements measurements,
            long seed,
            boolean sameClock) {
        if (!"ws".equals(live.getScheme()) || live.getHost() == null || live.getPort() < 0) {
            throw new IllegalArgumentException("live=" + live + " must be ws://host:port/path");
        }
        if (tokens.isEmpty() || tables.isEmpty() || tables.stream().distinct().count() < tables.size()) {
            throw new IllegalArgumentException(
                    tokens.size() + " tokens and tables=" + tables + ": there must be a token and different tables");
        }
        this.tokens = List.copyOf(tokens);
        this.tables = tables.stream().map(Table::new).toList();
        this.popularity = new Popularity(tables.size());
        this.random = new SplittableRandom(seed);
        this.group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("crowd", true), NioIoHandler.newFactory());
        this.loop = group.next();
        this.wiring = new Wiring(
                loop,
                new WatchSocket.Door(loop, live),
                new MessageReader(),
                new UtcTimes(),
                Clock.systemUTC(),
                Latencies.in(measurements, sameClock),
                new Tally(),
                new Faults(),
                BackOff.STANDARD,
                random.split(),
                new AtomicInteger(),
                new AtomicInteger(),
                new AtomicInteger());
        onLoop(this::tick);
    }

    private void tick() {
        long now = System.nanoTime();
        wiring.latencies().lag().took(now - tickDueNanos);
        try {
            watchers.forEach(watcher -> watcher.tick(now));
        } finally {
            tickDueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MS);
            var unused = loop.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Has more watchers come, at the times of a Poisson process, whatever becomes of the ones before.
     *
     * @param more how many, 0 or more; an exception where the tokens are too few
     * @param perSecond above 0
     */
    public void grow(int more, double perSecond) {
        if (more < 0 || !(perSecond > 0)) {
            throw new IllegalArgumentException(
                    "watchers=" + more + " must not be negative, perSecond=" + perSecond + " positive");
        }
        onLoop(() -> {
            if (watchers.size() + more > tokens.size() * MAX_WATCHERS_PER_TOKEN) {
                throw new IllegalArgumentException(watchers.size() + " and " + more + " watchers are too many for "
                        + tokens.size() + " tokens (" + MAX_WATCHERS_PER_TOKEN + " each)");
            }
            List<Watcher> coming = new ArrayList<>(more);
            for (int i = 0; i < more; i++) {
                coming.add(next());
            }
            wiring.alive().addAndGet(more);
            new Arrivals(loop, coming, perSecond, random.split()).run();
        });
    }

    private Watcher next() {
        List<Table> watched = new ArrayList<>();
        for (int table : popularity.choose(random)) {
            watched.add(tables.get(table));
        }
        int number = watchers.size();
        var watcher = new Watcher(wiring, number, tokens.get(number % tokens.size()), List.copyOf(watched));
        watchers.add(watcher);
        return watcher;
    }

    /** Sends the newest so many away for good, whether they have come or not; all where there are fewer. */
    public void shrink(int fewer) {
        onLoop(() -> {
            for (int i = 0; i < fewer && !watchers.isEmpty(); i++) {
                watchers.remove(watchers.size() - 1).sendAway();
            }
        });
    }

    /** Watchers that are there or will be: those that were sent away or gave up do not count. */
    public int size() {
        return wiring.alive().get();
    }

    /** Watchers that are connected and subscribed to all of their tables now. */
    public int connected() {
        return wiring.watching().get();
    }

    /** Cuts all sockets at once; each watcher comes back after its back-off. */
    public void stampede() {
        onLoop(() -> watchers.forEach(Watcher::cut));
    }

    /**
     * Has some of those that watch stop reading, until {@link #resume}; their pings go on. Where the server or the network
     * cuts one of them, it comes back and reads. What is sent to one that does not read fills the buffers of both systems
     * first: over the loopback device those hold megabytes.
     *
     * @param share from 0 to 1
     */
    public void stall(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share=" + share + " must be from 0 to 1");
        }
        onLoop(() -> {
            List<Watcher> reading =
                    new ArrayList<>(watchers.stream().filter(Watcher::isReading).toList());
            Collections.shuffle(reading, new Random(random.nextLong()));
            reading.subList(0, (int) Math.round(share * reading.size())).forEach(Watcher::stall);
        });
    }

    /** Has those that stopped read on. */
    public void resume() {
        onLoop(() -> watchers.forEach(Watcher::readOn));
    }

    /** The first hundred things that were seen and must not be. */
    public List<String> faults() {
        return wiring.faults().told();
    }

    /** What was counted since the construction, and how many there are of what now, by titles for a report. */
    public Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("watchers", (long) size());
        figures.put("connected", (long) connected());
        figures.put("stalled now", (long) wiring.stalled().get());
        wiring.tally().putInto(figures);
        figures.put("messages read by Jackson", wiring.reader().unsure());
        figures.put("faults", wiring.faults().count());
        return figures;
    }

    private void onLoop(Runnable task) {
        try {
            loop.submit(task).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the crowd's thread failed", e);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the crowd is closed", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the crowd's thread is busy for " + ANSWER_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sends everyone away and ends the thread, within seconds. */
    @Override
    public void close() {
        if (!group.isShuttingDown()) {
            shrink(Integer.MAX_VALUE);
            group.shutdownGracefully(100, TimeUnit.SECONDS.toMillis(5), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }
}
