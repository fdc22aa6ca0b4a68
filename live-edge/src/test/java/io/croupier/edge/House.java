package io.croupier.edge;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.edge.auth.Identity;
import io.croupier.edge.auth.TokenSigner;
import io.croupier.edge.auth.TokenVerifier;
import io.croupier.round.BookEntity;
import io.croupier.round.PlayerNotice;
import io.croupier.round.TableEntity;
import io.croupier.round.TableFeed;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.WalletView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A live edge on a free port before entities that a test plays: tables whose events it publishes, books that accept every
 * bet unless told to keep silent, wallets with a balance. Streams, fan-outs and sessions are the real ones.
 */
final class House implements AutoCloseable {
    static final TableTerms ROULETTE =
            new TableTerms("roulette-1", TableTerms.HOUSE, "roulette", "EUR", 4, 100, 100_000, 15_000, 5_000);
    static final TableTerms CRASH =
            new TableTerms("crash-1", TableTerms.HOUSE, "crash", "EUR", 4, 100, 100_000, 8_000, 3_000);

    final ActorTestKit testKit = ActorTestKit.create();
    final TokenSigner signer;
    final LiveEdge edge;
    private final Map<String, ActorRef<PlayerStream.Command>> streams = new ConcurrentHashMap<>();
    private final Set<String> silentBooks = ConcurrentHashMap.newKeySet();
    /** What silent books were asked. */
    private final List<Held> held = new CopyOnWriteArrayList<>();

    private final Map<String, Stage> stages = new ConcurrentHashMap<>();
    private final Map<String, ActorRef<TableEntity.Command>> tables = new ConcurrentHashMap<>();
    private final Map<String, ActorRef<BookEntity.Command>> books = new ConcurrentHashMap<>();
    private final Map<String, ActorRef<WalletEntity.Command>> wallets = new ConcurrentHashMap<>();
    private final Map<String, TableTerms> directory = Map.of(ROULETTE.tableId(), ROULETTE, CRASH.tableId(), CRASH);
    /** How players' commands were answered, in order. */
    final List<Answered> answers = new CopyOnWriteArrayList<>();

    private final AtomicLong balance = new AtomicLong(100_000);
    private final AtomicLong version = new AtomicLong(1);

    /** What {@link CommandMeter} was told. */
    record Answered(boolean inTime, long nanos) {}

    /** A table's stream as the test has told it so far. */
    private static final class Stage {
        private final List<ActorRef<TableFeed>> nodes = new CopyOnWriteArrayList<>();
        private final List<TableFeed.Published> history = new ArrayList<>();
        private String epoch = "e1";
        private long offset;
        private @Nullable RoundStatus current;
        private List<RoundStatus> results = List.of();
    }

    private record Held(String book, BookEntity.PlaceBet bet) {}

    House(String... config) {
        try {
            Path keys = Files.createTempDirectory("croupier-house-");
            signer = TokenSigner.open(keys, "croupier", "croupier", Clock.systemUTC());
            try (Stream<Path> files = Files.list(keys)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EdgeSettings settings = settings(config);
        Upstream upstream = new Upstream(
                id -> tables.computeIfAbsent(id, this::spawnTable),
                id -> books.computeIfAbsent(id, this::spawnBook),
                id -> wallets.computeIfAbsent(id, this::spawnWallet),
                this::stream);
        EdgeCounters counters = new EdgeCounters((inTime, nanos) -> answers.add(new Answered(inTime, nanos)));
        streamWiring = new PlayerStream.Wiring(
                upstream,
                settings.stream(),
                Clock.systemUTC(),
                System::nanoTime,
                PlayerStreams::newEpoch,
                testKit.<ClusterSharding.ShardCommand>createTestProbe().ref(),
                counters);
        TokenVerifier verifier = new TokenVerifier(
                signer.publicKeys(), "croupier", "croupier", Duration.ofSeconds(30), Clock.systemUTC());
        edge = LiveEdge.start(
                        testKit.system(),
                        upstream,
                        id -> Optional.ofNullable(directory.get(id)),
                        verifier,
                        settings,
                        counters)
                .toCompletableFuture()
                .join();
    }

    private final PlayerStream.Wiring streamWiring;

    static EdgeSettings settings(String... config) {
        Config changes = ConfigFactory.parseString(String.join("\n", config)).atPath("croupier.edge");
        return EdgeSettings.from(changes.withFallback(ConfigFactory.load())).boundTo("127.0.0.1", 0);
    }

    int port() {
        return edge.address().getPort();
    }

    String token(String playerId) {
        return signer.sign(new Identity.Player(playerId), Duration.ofHours(1));
    }

    /** Upgraded and connected. */
    RawSocket player(String playerId) {
        RawSocket socket = RawSocket.upgraded(port());
        socket.say("{'type':'connect','id':1,'token':'" + token(playerId) + "'}");
        socket.hear("connected");
        return socket;
    }

    private RecipientRef<PlayerStream.Command> stream(String playerId) {
        return streams.computeIfAbsent(playerId, this::spawnStream);
    }

    private ActorRef<PlayerStream.Command> spawnStream(String playerId) {
        return testKit.spawn(PlayerStream.create(playerId, streamWiring));
    }

    /** The player's stream is lost with all it knew, and begins anew. */
    void loseStream(String playerId) {
        ActorRef<PlayerStream.Command> stream = streams.remove(playerId);
        if (stream != null) {
            testKit.stop(stream);
        }
    }

    /** The book of this player and round takes what it is told and says nothing. */
    void silenceBookOf(String playerId, String roundId) {
        silentBooks.add(BookEntity.id(roundId, playerId, 4));
    }

    /** From now on it answers, and first what it was asked meanwhile. */
    void speakBookOf(String playerId, String roundId) {
        String id = BookEntity.id(roundId, playerId, 4);
        silentBooks.remove(id);
        held.stream()
                .filter(each -> each.book().equals(id))
                .forEach(each -> books.computeIfAbsent(id, this::spawnBook).tell(each.bet()));
    }

    /** The wallet is heard again as it was before its last change. */
    void staleWallet(String playerId) {
        stream(playerId)
                .tell(new PlayerStream.WalletChanged(
                        new WalletView(playerId, true, "EUR", 1, 1, 0, 0, version.get() - 1)));
    }

    void tell(PlayerNotice notice) {
        stream(notice.playerId()).tell(new PlayerStream.Noticed(notice));
    }

    void walletChanged(String playerId, long balanceMinor) {
        balance.set(balanceMinor);
        version.incrementAndGet();
        stream(playerId).tell(new PlayerStream.WalletChanged(wallet(playerId)));
    }

    WalletView wallet(String playerId) {
        return new WalletView(playerId, true, "EUR", balance.get(), balance.get(), 0, 0, version.get());
    }

    private ActorRef<WalletEntity.Command> spawnWallet(String playerId) {
        return testKit.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof WalletEntity.GetWallet get) {
                get.replyTo().tell(wallet(playerId));
            }
            return Behaviors.same();
        }));
    }

    private ActorRef<BookEntity.Command> spawnBook(String id) {
        List<BetView> bets = new ArrayList<>();
        return testKit.spawn(Behaviors.receiveMessage(message -> {
            if (silentBooks.contains(id)) {
                if (message instanceof BookEntity.PlaceBet bet) {
                    held.add(new Held(id, bet));
                }
                return Behaviors.same();
            }
            if (message instanceof BookEntity.PlaceBet bet) {
                bets.add(accepted(bet));
                bet.replyTo()
                        .tell(new PlayerNotice.BetAccepted(
                                bet.playerId(),
                                bet.betId(),
                                bet.tableId(),
                                bet.roundId(),
                                bet.stakeMinor(),
                                balance.addAndGet(-bet.stakeMinor()),
                                version.incrementAndGet(),
                                Instant.now()));
            } else if (message instanceof BookEntity.CashOut out) {
                out.replyTo()
                        .tell(new PlayerNotice.CashedOut(out.playerId(), out.betId(), "crash-1", "house~c1", 150, 750));
            } else if (message instanceof BookEntity.GetBets get) {
                get.replyTo()
                        .tell(new BookEntity.Bets(bets.stream()
                                .filter(bet -> bet.playerId().equals(get.playerId()))
                                .toList()));
            }
            return Behaviors.same();
        }));
    }

    private static BetView accepted(BookEntity.PlaceBet bet) {
        return new BetView(
                bet.playerId(),
                bet.betId(),
                bet.tableId(),
                bet.roundId(),
                bet.selection(),
                bet.stakeMinor(),
                bet.currency(),
                "accepted",
                null,
                0,
                0,
                0,
                Instant.now());
    }

    private ActorRef<TableEntity.Command> spawnTable(String id) {
        TableTerms terms = directory.get(id);
        return testKit.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof TableEntity.Attach attach && terms != null) {
                Stage stage = stage(id);
                synchronized (stage) {
                    if (!stage.nodes.contains(attach.node())) {
                        stage.nodes.add(attach.node());
                    }
                    attach.node()
                            .tell(new TableFeed.Attached(
                                    terms,
                                    stage.epoch,
                                    stage.offset,
                                    List.copyOf(stage.history),
                                    stage.current,
                                    stage.results,
                                    terms.equals(CRASH)
                                            ? new TableFeed.Commitment("chain-1", "ab".repeat(32), 1000, Instant.now())
                                            : null));
                }
            }
            return Behaviors.same();
        }));
    }

    private Stage stage(String table) {
        return stages.computeIfAbsent(table, id -> new Stage());
    }

    /** Publishes an event; where it is lost the nodes do not hear of it, but the table remembers it. */
    void publish(TableTerms terms, String event, RoundStatus round, boolean lost) {
        Stage stage = stage(terms.tableId());
        synchronized (stage) {
            TableFeed.Published published =
                    new TableFeed.Published(terms.tableId(), stage.epoch, ++stage.offset, Instant.now(), event, round);
            stage.history.add(published);
            stage.current = round;
            if (event.equals("round_result")) {
                List<RoundStatus> results = new ArrayList<>(stage.results);
                results.add(0, round);
                stage.results = List.copyOf(results);
            }
            if (!lost) {
                stage.nodes.forEach(node -> node.tell(published));
            }
        }
    }

    void publish(TableTerms terms, String event, RoundStatus round) {
        publish(terms, event, round, false);
    }

    void tick(TableTerms terms, String roundId, int multiplierX100) {
        stage(terms.tableId())
                .nodes
                .forEach(node -> node.tell(
                        new TableFeed.State(terms.tableId(), "house~" + roundId, multiplierX100, Instant.now())));
    }

    /** The table begins a new epoch and has forgotten the events of the old one. */
    void newEpoch(TableTerms terms, String epoch) {
        Stage stage = stage(terms.tableId());
        synchronized (stage) {
            stage.epoch = epoch;
            stage.offset = 0;
            stage.history.clear();
        }
    }

    static RoundStatus round(TableTerms terms, String roundId, RoundStatus.Stage stage, @Nullable Outcome outcome) {
        return new RoundStatus(
                new RoundTerms("house~" + roundId, terms, Instant.now().plusSeconds(15)),
                stage,
                outcome == null ? 0 : 1,
                outcome == null ? null : "r1",
                outcome,
                null,
                null,
                stage == RoundStatus.Stage.IN_FLIGHT ? Instant.now() : null,
                0,
                0,
                0,
                0);
    }

    @Override
    public void close() {
        testKit.shutdownTestKit();
    }
}
