package io.croupier.http.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.edge.EdgeCounters;
import io.croupier.edge.EdgeSettings;
import io.croupier.edge.LiveEdge;
import io.croupier.edge.PlayerStreams;
import io.croupier.feed.EventFeed;
import io.croupier.http.api.Api;
import io.croupier.http.door.Tables;
import io.croupier.http.store.SecretBox;
import io.croupier.round.RoundActors;
import io.croupier.round.RoundEntity;
import io.croupier.round.SeedVault;
import io.croupier.round.TableDirectory;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.WalletEntity;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * What runs on a node that is a member of its cluster, wired in one place and started from the bottom up: the players'
 * streams, which wallets and books tell their news; wallets; rounds and tables; then the two doors.
 */
final class Services {
    private final NodeSettings settings;
    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final DataSource dataSource;
    private final Clock clock;
    private final MasterKey masterKey;
    private final Tokens tokens;
    private final EdgeSettings edge;
    private final NodeFigures figures;
    private final EdgeCounters counters;

    /** Reads all settings and keys, so that a wrong one is found before anything is started. */
    Services(
            NodeSettings settings,
            ActorSystem<?> system,
            ClusterSharding sharding,
            DataSource dataSource,
            Clock clock,
            NodeFigures figures) {
        this.settings = settings;
        this.system = system;
        this.sharding = sharding;
        this.dataSource = dataSource;
        this.clock = clock;
        this.figures = figures;
        this.counters = figures.edge();
        this.masterKey = MasterKey.of(settings);
        this.tokens = Tokens.of(settings, clock);
        this.edge = EdgeSettings.from(system.settings().config())
                .boundTo(settings.bind(), settings.ports().live());
    }

    /** Starts the entities. Done when this node knows the tables that there are. */
    CompletionStage<TableDirectory> entities() {
        PlayerStreams streams = PlayerStreams.init(system, sharding, edge, counters);
        WalletEntity.init(system, sharding, streams, EventFeed.index(system, dataSource), clock);
        var seeds = new SeedVault(
                dataSource,
                masterKey.derived("seeds of hash chains"),
                system.dispatchers().lookup(DispatcherSelector.blocking()));
        TableDirectory directory =
                RoundActors.init(system, sharding, streams, seeds, clock).directory();
        return directory.loaded().thenApply(done -> directory);
    }

    /** Opens the live port. */
    CompletionStage<LiveEdge> live(TableDirectory directory) {
        return LiveEdge.start(system, sharding, directory::table, tokens.verifier(), edge, counters);
    }

    /** The HTTP API, when it knows the providers' keys. */
    CompletionStage<Api> api(TableDirectory directory) {
        return Api.create(new Api.Surroundings(
                system,
                dataSource,
                new KnownTables(directory),
                tokens::check,
                tokens.issue().orElse(null),
                new SecretBox(masterKey.derived("secrets of providers"), new SecureRandom()),
                settings.liveUrl(),
                settings.ports().live(),
                BuildInfo.current().version(),
                clock,
                figures.doors(),
                figures.vitals()));
    }

    /** The tables as this node knows them, for the doors. */
    private record KnownTables(TableDirectory directory) implements Tables {
        @Override
        public CompletionStage<List<TableTerms>> all() {
            return CompletableFuture.completedFuture(directory.tables());
        }

        @Override
        public CompletionStage<Optional<TableTerms>> find(String tableId) {
            return CompletableFuture.completedFuture(directory.table(tableId));
        }

        @Override
        public CompletionStage<RoundEntity.Reply> create(TableTerms terms) {
            return directory.create(terms);
        }
    }
}
