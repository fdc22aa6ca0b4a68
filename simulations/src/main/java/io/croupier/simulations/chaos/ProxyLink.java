package io.croupier.simulations.chaos;

import io.croupier.simulations.chaos.DelayingProxy.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/** One client of the proxy and its connection to the server. Belongs to the proxy's thread. */
final class ProxyLink {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final Map<Way, Flow> flows;
    private boolean connected;
    private boolean over;

    private ProxyLink(Selector selector, SocketChannel client, SocketChannel server) throws IOException {
        this.client = client;
        this.server = server;
        this.flows = Map.of(Way.TO_SERVER, new Flow(client, server), Way.TO_CLIENT, new Flow(server, client));
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        this.clientKey = client.register(selector, 0);
        this.serverKey = server.register(selector, SelectionKey.OP_CONNECT);
    }

    /** Begins to connect {@code client} to the server; where that fails at once, the client is reset and the link over. */
    static ProxyLink open(Selector selector, SocketChannel client, InetSocketAddress address) throws IOException {
        SocketChannel server = SocketChannel.open();
        var link = new ProxyLink(selector, client, server);
        try {
            link.connected = server.connect(address);
        } catch (IOException refused) {
            link.reset();
        }
        return link;
    }

    boolean isOver() {
        return over;
    }

    int heldBytes() {
        return flows.values().stream().mapToInt(Flow::bytes).sum();
    }

    /** Does all that can be done now; {@code dueNs} says when bytes that are read now are to be delivered. */
    void work(ByteBuffer scratch, LongSupplier dueNs, Set<Way> held) {
        if (over) {
            return;
        }
        try {
            connected = connected || server.finishConnect();
        } catch (IOException refused) {
            reset();
            return;
        }
        if (!connected) {
            return;
        }
        take(clientKey, Way.TO_SERVER, scratch, dueNs);
        take(serverKey, Way.TO_CLIENT, scratch, dueNs);
        long nowNs = System.nanoTime();
        for (Map.Entry<Way, Flow> flow : flows.entrySet()) {
            if (!held.contains(flow.getKey()) && !flow.getValue().write(nowNs)) {
                reset();
                return;
            }
            // Why a receiver is gone is for its own direction to say, when that is not held back.
            if (flow.getValue().isDeaf() && !held.contains(flow.getKey().back())) {
                reset();
                return;
            }
        }
        if (flows.values().stream().allMatch(Flow::isOver)) {
            close();
            return;
        }
        clientKey.interestOps(interest(Way.TO_SERVER, Way.TO_CLIENT, nowNs, held));
        serverKey.interestOps(interest(Way.TO_CLIENT, Way.TO_SERVER, nowNs, held));
    }

    private void take(SelectionKey key, Way way, ByteBuffer scratch, LongSupplier dueNs) {
        if (key.isReadable() && flow(way).wantsBytes()) {
            flow(way).read(scratch, dueNs.getAsLong());
        }
    }

    private int interest(Way in, Way out, long nowNs, Set<Way> held) {
        int read = flow(in).wantsBytes() ? SelectionKey.OP_READ : 0;
        int write = !held.contains(out) && flow(out).isStuck(nowNs) ? SelectionKey.OP_WRITE : 0;
        return read | write;
    }

    /** When something falls due; {@link Long#MAX_VALUE} where only its sockets can bring work. */
    long dueNs(Set<Way> held) {
        long nowNs = System.nanoTime();
        return flows.entrySet().stream()
                .filter(flow -> connected && !held.contains(flow.getKey()))
                .mapToLong(flow -> flow.getValue().dueNs(nowNs))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private Flow flow(Way way) {
        return Objects.requireNonNull(flows.get(way));
    }

    /** Both sides learn at once that the connection is no more; bytes under way are lost. */
    void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException closedAlready) {
                // Then there is nobody to tell.
            }
        }
        close();
    }

    private void close() {
        over = true;
        try {
            client.close();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
