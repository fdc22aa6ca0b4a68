package io.croupier.simulations.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A TCP proxy on 127.0.0.1 that is the network between a node and its database: slow, silent, cut or refusing when told so.
 *
 * <p>It drops and reorders nothing within a connection, as TCP does not: bytes that it holds back flow when it is healed. At
 * most {@value #MAX_CONNECTIONS} connections at a time, one more is reset; at most {@value #MAX_HELD_BYTES} bytes per
 * connection and direction are held, then it reads no more. A connection that its sender closes or breaks ends for the
 * receiver only after its bytes, so a partition hides that, too.
 *
 * <p>Each method returns when its change holds. Any thread may call them; where the proxy's own thread does not answer within
 * 5 s they throw a {@link ChaosException}.
 */
public final class DelayingProxy implements AutoCloseable {
    public static final int MAX_CONNECTIONS = ProxyLoop.MAX_LINKS;
    public static final int MAX_HELD_BYTES = Flow.LIMIT_BYTES;
    private static final long ANSWER_S = 5;

    /** A direction through the proxy. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT;

        Way back() {
            return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
        }
    }

    private final int port;
    private final ProxyLoop loop;
    private final Thread thread;
    private volatile boolean closed;

    private DelayingProxy(int port, ProxyLoop loop) {
        this.port = port;
        this.loop = loop;
        this.thread = new Thread(loop, "chaos-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts one before a port of 127.0.0.1, with nothing wrong yet.
     *
     * @param seed of the jitter
     */
    public static DelayingProxy before(int serverPort, long seed) {
        int port = FreePorts.find(1, new SplittableRandom()).get(0);
        try {
            return new DelayingProxy(port, new ProxyLoop(port, serverPort, new SplittableRandom(seed)));
        } catch (IOException e) {
            throw new ChaosException("the proxy can't listen on port " + port + ": " + e, e);
        }
    }

    /** Where it listens, the same as long as it lives. */
    public int port() {
        return port;
    }

    /** Delivers what is read from now on after {@code each} and a random part of {@code jitter}, in either direction. */
    public void delay(Duration each, Duration jitter) {
        tell(() -> loop.slow(each, jitter));
    }

    /** Holds back all bytes of these directions, and of no other. */
    public void hold(Set<Way> ways) {
        tell(() -> loop.hold(ways));
    }

    /** Resets all connections, and says how many; new ones are taken. */
    public int cut() {
        return ask(loop::cut);
    }

    /** Takes no new connections: the system answers them with a reset. Those that are open stay. */
    public void refuse() {
        tell(loop::refuse);
    }

    /** Ends all of this: what was held back flows at once, what was delayed when it is due. Nothing once it is closed. */
    public void heal() {
        if (!closed) {
            tell(loop::heal);
        }
    }

    /** Connections that are open now. */
    public int connections() {
        return ask(loop::links);
    }

    /** Bytes that were read and are not written yet, of all connections. */
    public int heldBytes() {
        return ask(loop::heldBytes);
    }

    private void tell(Runnable change) {
        ask(() -> {
            change.run();
            return 0;
        });
    }

    private int ask(Supplier<Integer> question) {
        var answer = new CompletableFuture<Integer>();
        boolean taken = loop.offer(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            if (taken) {
                return answer.get(ANSWER_S, TimeUnit.SECONDS);
            }
            throw new ChaosException("the proxy on port " + port + " has too much to do");
        } catch (ExecutionException e) {
            throw new ChaosException(Words.firstLine(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            throw new ChaosException("the proxy on port " + port + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted", e);
        }
    }

    /** Resets all connections and listens no more. Idempotent. */
    @Override
    public void close() {
        closed = true;
        loop.offer(loop::end);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ANSWER_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
