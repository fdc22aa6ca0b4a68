package io.croupier.http.api;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.croupier.http.audit.Audits;
import io.croupier.http.door.BearerTokens;
import io.croupier.http.door.DoorMeter;
import io.croupier.http.door.Doors;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.Reply;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.http.door.TokenCheck;
import io.croupier.http.operator.OperatorDoor;
import io.croupier.http.player.PlayerDoor;
import io.croupier.http.player.PlayerHistory;
import io.croupier.http.provider.ProviderDoor;
import io.croupier.http.provider.SignedRequests;
import io.croupier.http.reconciliation.Reconciliations;
import io.croupier.http.store.Blocking;
import io.croupier.http.store.EventDecoder;
import io.croupier.http.store.JournalReader;
import io.croupier.http.store.OperatorActions;
import io.croupier.http.store.ProviderKeys;
import io.croupier.http.store.SecretBox;
import io.croupier.kubernetes.guard.Guard;
import io.croupier.kubernetes.guard.NodeVitals;
import io.croupier.wallet.Wallets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The whole HTTP API of a node. */
public final class Api {
    /** Threads that may block, for SQL. */
    public static final String BLOCKING_DISPATCHER = "croupier.api.blocking-dispatcher";

    private final Doors doors;
    private final Doors uncounted;
    private final Audits audits;
    private final Optional<Guard> guard;

    /**
     * What the API stands on.
     *
     * @param dataSource of the database with the journal; the migrations of {@code http} have run
     * @param tokens checks players' and operators' tokens
     * @param devTokens issues tokens; null where dev mode is off, and then there is nothing under {@code /dev}
     * @param secrets encrypts the providers' secrets; with the same key on every node and for ever
     * @param meter told of every answer
     * @param vitals how this node serves, for the availability guard
     * @param liveUrl where players reach the live WebSocket; empty: {@code livePort} of the host that served the page
     */
    public record Surroundings(
            ActorSystem<?> system,
            DataSource dataSource,
            Tables tables,
            TokenCheck tokens,
            @Nullable TokenIssue devTokens,
            SecretBox secrets,
            String liveUrl,
            int livePort,
            String build,
            Clock clock,
            DoorMeter meter,
            NodeVitals vitals) {
        boolean devMode() {
            return devTokens != null;
        }
    }

    private Api(Doors doors, Doors uncounted, Audits audits, Optional<Guard> guard) {
        this.doors = doors;
        this.uncounted = uncounted;
        this.audits = audits;
        this.guard = guard;
    }

    /**
     * Puts the API together and starts to keep the provider keys fresh. Wallets, rounds and tables must be started. Done
     * when this node knows the keys; fails with a {@link io.croupier.http.store.StoreException}.
     */
    public static CompletionStage<Api> create(Surroundings given) {
        ActorSystem<?> system = given.system;
        Clock clock = given.clock;
        ApiSettings settings = ApiSettings.from(system.settings().config());
        Executor threads = system.dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING_DISPATCHER));
        var random = new SecureRandom();
        var blocking = new Blocking(given.dataSource, threads);
        var journal = new JournalReader(blocking, EventDecoder.of(system));
        var audits = new Audits(journal, blocking, threads, settings.audit(), clock);
        var keys = new ProviderKeys(blocking, given.secrets, given.devMode(), settings.keys(), clock);
        ClusterSharding sharding = ClusterSharding.get(system);
        var wallets = new Wallets(system, sharding);
        var rounds = new Rounds(sharding, settings.askTimeout());
        Tables tables = given.tables;

        List<Endpoint> endpoints = new ArrayList<>(ProviderDoor.endpoints(
                new SignedRequests(keys, settings.signatureWindow(), clock), wallets, tables, rounds, given.meter));
        var history = new PlayerHistory(blocking);
        endpoints.addAll(new PlayerDoor(wallets, tables, rounds, history, given.liveUrl, given.livePort, clock)
                .endpoints(BearerTokens.players(given.tokens)));
        var actions = new OperatorActions(blocking, clock);
        var reconciliations = Reconciliations.of(system, blocking);
        Optional<Guard> guard = guard(given);
        endpoints.addAll(new OperatorDoor(
                        actions,
                        wallets,
                        tables,
                        rounds,
                        keys,
                        audits,
                        reconciliations,
                        guard,
                        settings.currencies(),
                        random)
                .endpoints(BearerTokens.operators(given.tokens, settings.operatorRoles())));
        TokenIssue devTokens = given.devTokens;
        if (devTokens != null) {
            endpoints.addAll(new DevDoor(wallets, devTokens, settings.currencies(), random).endpoints());
        }
        endpoints.add(config(given));
        endpoints.addAll(new Pages(threads).endpoints());
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.keyRefresh(), settings.keyRefresh(), keys::refresh, system.executionContext());
        var api = new Api(
                new Doors(endpoints, settings.doors(), clock, system, given.meter),
                new Doors(endpoints, settings.doors(), clock, system, DoorMeter.NONE),
                audits,
                guard);
        CompletionStage<?> known = given.devMode() ? DevDoor.addKey(keys) : keys.load();
        return known.thenApply(done -> api);
    }

    private static Optional<Guard> guard(Surroundings given) {
        return Guard.wanted(given.system.settings().config())
                ? Optional.of(Guard.start(given.system, given.vitals, given.clock))
                : Optional.empty();
    }

    private static Endpoint config(Surroundings given) {
        Reply reply = Reply.json(
                200,
                Json.object()
                        .put("liveUrl", given.liveUrl)
                        .put("livePort", given.livePort)
                        .put("devMode", given.devMode())
                        .put("build", given.build));
        return Endpoint.get("/v1/config", BearerTokens.anyone(), call -> CompletableFuture.completedFuture(reply));
    }

    /** Takes every request; nothing else need be bound to the port. */
    public Route routes() {
        return Directives.handle(doors::answer);
    }

    /** The same, of whose requests no metric tells: for a node that tries itself out. */
    public Route uncountedRoutes() {
        return Directives.handle(uncounted::answer);
    }

    /** Every operation, as {@code METHOD /template}. */
    public List<String> operations() {
        return doors.operations();
    }

    /** How many requests wait for their answers now. */
    public int requestsUnderWay() {
        return doors.underWay();
    }

    /** This node's part in the availability guard; empty where it takes none. */
    public Optional<Guard> guard() {
        return guard;
    }

    /** The double-entry check over all money. */
    public Audits audits() {
        return audits;
    }
}
