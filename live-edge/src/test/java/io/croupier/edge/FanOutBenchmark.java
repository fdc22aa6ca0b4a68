package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.croupier.edge.auth.Identity;
import io.croupier.edge.auth.TokenSigner;
import io.croupier.edge.auth.TokenVerifier;
import io.croupier.round.TableEntity;
import io.croupier.round.TableFeed;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.wallet.WalletEntity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Prints what a delivery costs: one table's events to so many sockets on loopback, so many a second. Arguments: sockets (1000),
 * events per second (20), seconds (15). The CPU time is that of this process without its client thread.
 */
public final class FanOutBenchmark {
    private static final AtomicLong FRAMES = new AtomicLong();
    private static final AtomicLong ENDED = new AtomicLong();
    private static final AtomicLong CLIENT_CPU_NANOS = new AtomicLong();

    public static void main(String[] args) throws Exception {
        int sockets = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench");
        BlockingQueue<ActorRef<TableFeed>> nodes = new LinkedBlockingQueue<>();
        AtomicBoolean followed = new AtomicBoolean();
        TokenSigner signer = TokenSigner.open(Files.createTempDirectory("bench"), "c", "c", Clock.systemUTC());
        LiveEdge edge = start(system, nodes, followed, signer);
        String token = signer.sign(new Identity.Player("p"), Duration.ofHours(1));
        Selector selector = Selector.open();
        for (int i = 0; i < sockets; i++) {
            open(edge.address().getPort(), token, selector);
        }
        Thread client = new Thread(() -> readAll(selector), "client");
        client.setDaemon(true);
        client.start();
        ActorRef<TableFeed> node = nodes.take();
        while (FRAMES.get() < 2L * sockets) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        long writesBefore = edge.counters().get(EdgeCounters.Count.WRITES);
        long events = (long) perSecond * seconds;
        long framesBefore = FRAMES.get();
        long cpuBefore = cpuNanos();
        long start = System.nanoTime();
        for (long i = 1; i <= events; i++) {
            node.tell(new TableFeed.Published(
                    "roulette-1",
                    "e1",
                    i,
                    Instant.now(),
                    "round_opened",
                    House.round(House.ROULETTE, "bench-round-" + i, Stage.BETS_OPEN, null)));
            long due = start + i * 1_000_000_000L / perSecond;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        }
        TimeUnit.SECONDS.sleep(2);
        double cpu = cpuNanos() - cpuBefore;
        long deliveries = events * sockets;
        System.out.printf(
                "sockets=%d eventsPerSecond=%d deliveries=%d received=%d ended=%d serverCpuPerDelivery=%.1f us writes=%d%n",
                sockets,
                perSecond,
                deliveries,
                FRAMES.get() - framesBefore,
                ENDED.get(),
                cpu / deliveries / 1000,
                edge.counters().get(EdgeCounters.Count.WRITES) - writesBefore);
        system.terminate();
    }

    private static LiveEdge start(
            ActorSystem<Void> system,
            BlockingQueue<ActorRef<TableFeed>> nodes,
            AtomicBoolean followed,
            TokenSigner signer) {
        EdgeSettings settings = House.settings(
                "max-sessions-per-player=100000", "wallet-timeout=1s", "handshake-timeout=60s", "connect-timeout=60s");
        ActorRef<TableEntity.Command> table = system.systemActorOf(
                Behaviors.receiveMessage(message -> {
                    if (message instanceof TableEntity.Attach attach && followed.compareAndSet(false, true)) {
                        nodes.add(attach.node());
                        attach.node()
                                .tell(new TableFeed.Attached(
                                        House.ROULETTE, "e1", 0, java.util.List.of(), null, java.util.List.of(), null));
                    }
                    return Behaviors.same();
                }),
                "table",
                akka.actor.typed.Props.empty());
        ActorRef<WalletEntity.Command> wallet =
                system.systemActorOf(Behaviors.ignore(), "wallet", akka.actor.typed.Props.empty());
        ActorRef<io.croupier.round.BookEntity.Command> book =
                system.systemActorOf(Behaviors.ignore(), "book", akka.actor.typed.Props.empty());
        AtomicReference<ActorRef<PlayerStream.Command>> stream = new AtomicReference<>();
        Upstream upstream = new Upstream(id -> table, id -> book, id -> wallet, id -> stream.get());
        stream.set(system.systemActorOf(
                PlayerStream.create(
                        "p",
                        new PlayerStream.Wiring(
                                upstream,
                                settings.stream(),
                                Clock.systemUTC(),
                                System::nanoTime,
                                () -> "e",
                                system.deadLetters().unsafeUpcast(),
                                new EdgeCounters())),
                "stream",
                akka.actor.typed.Props.empty()));
        TokenVerifier verifier =
                new TokenVerifier(signer.publicKeys(), "c", "c", Duration.ofSeconds(30), Clock.systemUTC());
        return LiveEdge.start(
                        system, upstream, id -> Optional.of(House.ROULETTE), verifier, settings, new EdgeCounters())
                .toCompletableFuture()
                .join();
    }

    private static void open(int port, String token, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(RawSocket.upgradeRequest().getBytes(StandardCharsets.US_ASCII)));
        channel.write(ByteBuffer.wrap(RawSocket.text("{\"type\":\"connect\",\"token\":\"" + token + "\"}")));
        channel.write(ByteBuffer.wrap(RawSocket.text("{\"type\":\"subscribe\",\"table\":\"roulette-1\"}")));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Counts frames by their first byte, which no ASCII payload holds. */
    private static void readAll(Selector selector) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        try {
            while (true) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    if (((SocketChannel) key.channel()).read(buffer) < 0) {
                        key.cancel();
                        ENDED.incrementAndGet();
                    }
                    buffer.flip();
                    count(buffer);
                }
                selector.selectedKeys().clear();
                CLIENT_CPU_NANOS.set(
                        java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void count(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            if ((buffer.get() & 0xFF) == 0x81) {
                FRAMES.incrementAndGet();
            }
        }
    }

    private static long cpuNanos() {
        long process = ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        return process - CLIENT_CPU_NANOS.get();
    }

    private FanOutBenchmark() {}
}
