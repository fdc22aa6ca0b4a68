package io.croupier.simulations.chaos;

import io.croupier.simulations.chaos.DelayingProxy.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The one thread of a proxy: all sockets and all state belong to it; others hand it tasks. */
final class ProxyLoop implements Runnable {
    static final int MAX_LINKS = 256;
    private static final int MAX_TASKS = 64;
    private static final int BACKLOG = 64;
    private static final int SCRATCH_BYTES = 64 * 1024;

    private final Selector selector;
    private final InetSocketAddress address;
    private final InetSocketAddress server;
    private final RandomGenerator random;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MAX_TASKS);
    private final List<ProxyLink> links = new ArrayList<>();
    private @Nullable ServerSocketChannel door;
    private Duration delay = Duration.ZERO;
    private Duration jitter = Duration.ZERO;
    private Set<Way> held = Set.of();
    private boolean ended;

    /** Listens at once, so that a taken port is an exception of the caller. */
    ProxyLoop(int port, int serverPort, RandomGenerator random) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        this.random = random;
        this.selector = Selector.open();
        listen();
    }

    /** Takes a task for the thread; false where too many wait. */
    boolean offer(Runnable task) {
        boolean taken = tasks.offer(task);
        selector.wakeup();
        return taken;
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                long waitMs = waitMs();
                if (waitMs == 0) {
                    selector.selectNow();
                } else {
                    selector.select(waitMs);
                }
                SelectionKey knock = door == null ? null : door.keyFor(selector);
                if (knock != null && knock.isValid() && knock.isAcceptable()) {
                    accept();
                }
                links.forEach(link -> link.work(scratch, this::dueNs, held));
                links.removeIf(ProxyLink::isOver);
                selector.selectedKeys().clear();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
        } catch (IOException e) {
            throw new ChaosException("the proxy before port " + server.getPort() + " ended: " + e, e);
        } finally {
            closeAll();
        }
    }

    /** Until something is due, rounded up so that nothing comes too soon; a second at most. */
    private long waitMs() {
        long nowNs = System.nanoTime();
        long leastNs = 1_000_000_000;
        for (ProxyLink link : links) {
            long dueNs = link.dueNs(held);
            if (dueNs != Long.MAX_VALUE) {
                leastNs = Math.min(leastNs, dueNs - nowNs);
            }
        }
        return Math.max(0, (leastNs + 999_999) / 1_000_000);
    }

    private long dueNs() {
        long jitterNs = jitter.isZero() ? 0 : random.nextLong(jitter.toNanos() + 1);
        return System.nanoTime() + delay.toNanos() + jitterNs;
    }

    private void accept() throws IOException {
        ServerSocketChannel open = door;
        for (int i = 0; open != null && i < MAX_LINKS; i++) {
            SocketChannel client = open.accept();
            if (client == null) {
                return;
            }
            if (links.size() < MAX_LINKS) {
                links.add(ProxyLink.open(selector, client, server));
            } else {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
            }
        }
    }

    private void listen() throws IOException {
        ServerSocketChannel fresh = ServerSocketChannel.open();
        try {
            fresh.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            fresh.configureBlocking(false);
            fresh.bind(address, BACKLOG);
            fresh.register(selector, SelectionKey.OP_ACCEPT);
            door = fresh;
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    void slow(Duration each, Duration most) {
        delay = each;
        jitter = most;
    }

    void hold(Set<Way> ways) {
        held = Set.copyOf(ways);
    }

    int cut() {
        links.forEach(ProxyLink::reset);
        int count = links.size();
        links.clear();
        flush();
        return count;
    }

    void refuse() {
        ServerSocketChannel open = door;
        door = null;
        if (open != null) {
            close(open);
            flush();
        }
    }

    void heal() {
        slow(Duration.ZERO, Duration.ZERO);
        hold(Set.of());
        if (door == null) {
            try {
                listen();
            } catch (IOException e) {
                throw new ChaosException("the proxy can't listen on " + address + " again: " + e, e);
            }
        }
    }

    int links() {
        return links.size();
    }

    int heldBytes() {
        return links.stream().mapToInt(ProxyLink::heldBytes).sum();
    }

    void end() {
        ended = true;
    }

    /** A closed socket stays open underneath until its selector has looked again. */
    private void flush() {
        try {
            selector.selectNow();
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new ChaosException("the proxy's selector fails: " + e, e);
        }
    }

    private void closeAll() {
        cut();
        refuse();
        close(selector);
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new ChaosException("a socket of the proxy can't be closed: " + e, e);
        }
    }
}
