package io.croupier.round;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.domain.TableRules;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.domain.TableVerdict;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All tables of the cluster, as a copy on this node. Reading it costs a look into a map; a table that another node created
 * shows up within {@code croupier.round.directory.refresh-interval}. Terms never change once they are here. Thread-safe.
 */
public final class TableDirectory {
    private final ClusterSharding sharding;
    private final Duration askTimeout;
    private final CompletableFuture<Done> loaded = new CompletableFuture<>();
    private volatile Map<String, TableTerms> tables = Map.of();

    TableDirectory(ClusterSharding sharding, DirectorySettings settings) {
        this.sharding = sharding;
        this.askTimeout = settings.askTimeout();
    }

    /** The terms of a table, or empty where this node knows none of this id. */
    public Optional<TableTerms> table(String tableId) {
        return Optional.ofNullable(tables.get(tableId));
    }

    /** All tables that this node knows, those listed first in front. */
    public List<TableTerms> tables() {
        return List.copyOf(tables.values());
    }

    /** Done when this node has seen the whole directory once, with the tables of its own configuration. */
    public CompletionStage<Done> loaded() {
        return loaded.minimalCompletionStage();
    }

    /**
     * Creates a table and lists it. The same terms again give the same receipt; where the answer is {@code outcome_unknown}
     * it is to be repeated. Never fails.
     */
    public CompletionStage<RoundEntity.Reply> create(TableTerms terms) {
        TableVerdict.Refuse broken = TableRules.broken(terms);
        if (broken != null) {
            return CompletableFuture.completedFuture(
                    new RoundEntity.Refused(broken.code(), broken.detail(), false, broken.field()));
        }
        CompletionStage<RoundEntity.Reply> created = sharding.entityRefFor(TableEntity.KEY, terms.tableId())
                .ask((ActorRef<RoundEntity.Reply> replyTo) -> new TableEntity.Create(terms, replyTo), askTimeout);
        return created.thenCompose(reply -> reply instanceof RoundEntity.Receipt receipt
                        ? list(terms, receipt)
                        : CompletableFuture.completedFuture(reply))
                .exceptionally(failure -> new RoundEntity.Refused(
                        "outcome_unknown", "no answer in time; repeat the same request", true, null));
    }

    private CompletionStage<RoundEntity.Reply> list(TableTerms terms, RoundEntity.Receipt receipt) {
        CompletionStage<RoundEntity.Reply> listed = sharding.entityRefFor(DirectoryEntity.KEY, DirectoryEntity.ID)
                .ask((ActorRef<RoundEntity.Reply> replyTo) -> new DirectoryEntity.Enter(terms, replyTo), askTimeout);
        return listed.thenApply(reply -> {
            if (!(reply instanceof RoundEntity.Receipt)) {
                return reply;
            }
            add(List.of(terms));
            return receipt;
        });
    }

    CompletionStage<DirectoryEntity.Page> page(int after) {
        Function<ActorRef<DirectoryEntity.Page>, DirectoryEntity.Command> question =
                replyTo -> new DirectoryEntity.GetTables(after, replyTo);
        return sharding.entityRefFor(DirectoryEntity.KEY, DirectoryEntity.ID).ask(question::apply, askTimeout);
    }

    /** Every table is to keep running, wherever its shard is now. */
    void wakeAll() {
        for (String tableId : tables.keySet()) {
            sharding.entityRefFor(TableEntity.KEY, tableId).tell(new TableEntity.Wake());
        }
    }

    synchronized void add(List<TableTerms> more) {
        Map<String, TableTerms> known = new LinkedHashMap<>(tables);
        more.forEach(terms -> known.putIfAbsent(terms.tableId(), terms));
        tables = Collections.unmodifiableMap(known);
    }

    boolean knows(Set<String> tableIds) {
        return tables.keySet().containsAll(tableIds);
    }

    void complete() {
        loaded.complete(Done.getInstance());
    }
}
