package io.croupier.http.front;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.stream.javadsl.Tcp.IncomingConnection;
import akka.stream.javadsl.Tcp.ServerBinding;
import akka.util.ByteString;
import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Hands each connection of a client to a node that is ready, in turn, and to the next where one refuses. Bytes flow as fast as
 * the slower side takes them. Nothing is looked into, so the front never sends a request twice: that is the client's to do.
 */
public final class Front {
    private static final int BACKLOG = 1024;

    /**
     * Its bounds.
     *
     * @param maxConnections at once, over all its ports; one more is closed at once
     * @param connectTimeout after which the next node is tried
     * @param waitForNode how long a client is kept while no node takes it
     * @param lookAgain how often is looked whether one does
     */
    public record Limits(int maxConnections, Duration connectTimeout, Duration waitForNode, Duration lookAgain) {
        /** Those of {@code croupier.front}. */
        public static Limits of(Config root) {
            Config front = root.getConfig("croupier.front");
            return new Limits(
                    front.getInt("max-connections"),
                    front.getDuration("connect-timeout"),
                    front.getDuration("wait-for-node"),
                    front.getDuration("look-again"));
        }
    }

    private final ActorSystem<?> system;
    private final Limits limits;
    private final Supplier<List<String>> ready;
    private final Executor lookAgain;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * A front that listens nowhere yet.
     *
     * @param ready addresses of the nodes that take clients now; asked for each connection
     */
    public Front(ActorSystem<?> system, Limits limits, Supplier<List<String>> ready) {
        this.system = system;
        this.limits = limits;
        this.ready = ready;
        this.lookAgain = CompletableFuture.delayedExecutor(limits.lookAgain().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Connections that are open or wait for a node. */
    public int open() {
        return open.get();
    }

    /**
     * Listens on {@code port} of {@code address}, for the same port of the nodes.
     *
     * @return done when it listens; fails where the port is busy
     */
    public CompletionStage<Done> listen(String address, int port) {
        CompletionStage<ServerBinding> binding = Tcp.get(system)
                .bind(address, port, BACKLOG, List.of(), true, Optional.empty())
                .to(Sink.foreach(connection -> take(connection, port)))
                .run(system);
        return binding.thenApply(bound -> Done.getInstance());
    }

    private void take(IncomingConnection connection, int port) {
        if (open.incrementAndGet() > limits.maxConnections()) {
            open.decrementAndGet();
            connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), system);
            return;
        }
        long deadline = System.nanoTime() + limits.waitForNode().toNanos();
        connection.handleWith(
                Flow.completionStageFlow(toANode(port, deadline)).watchTermination((node, ended) -> {
                    ended.whenComplete((done, failure) -> open.decrementAndGet());
                    return NotUsed.getInstance();
                }),
                system);
    }

    private CompletionStage<Flow<ByteString, ByteString, NotUsed>> toANode(int port, long deadline) {
        List<String> nodes = ready.get();
        int first = nodes.isEmpty() ? 0 : Math.floorMod(turn.getAndIncrement(), nodes.size());
        return toOneOf(nodes, first, 0, port, deadline);
    }

    private CompletionStage<Flow<ByteString, ByteString, NotUsed>> toOneOf(
            List<String> nodes, int first, int tried, int port, long deadline) {
        if (tried < nodes.size()) {
            String node = nodes.get((first + tried) % nodes.size());
            return connect(node, port)
                    .exceptionallyCompose(refused -> toOneOf(nodes, first, tried + 1, port, deadline));
        }
        if (System.nanoTime() - deadline > 0) {
            return CompletableFuture.failedFuture(new TimeoutException("no node takes connections to port " + port));
        }
        return CompletableFuture.supplyAsync(() -> toANode(port, deadline), lookAgain)
                .thenCompose(later -> later);
    }

    /** Connected before anything of the client is read, so that nothing is lost where it fails. */
    private CompletionStage<Flow<ByteString, ByteString, NotUsed>> connect(String node, int port) {
        var ends = Source.<ByteString>asSubscriber()
                .viaMat(
                        Tcp.get(system)
                                .outgoingConnection(
                                        InetSocketAddress.createUnresolved(node, port),
                                        Optional.empty(),
                                        List.of(),
                                        true,
                                        Optional.of(limits.connectTimeout()),
                                        Optional.empty()),
                        Keep.both())
                .toMat(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), Keep.both())
                .run(system);
        return ends.first()
                .second()
                .thenApply(opened -> Flow.fromSinkAndSource(
                        Sink.fromSubscriber(ends.first().first()), Source.fromPublisher(ends.second())));
    }
}
