package io.croupier.round;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableRound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hash chains that a table has in memory: its current one, and older ones that unsettled rounds still draw from. Loading
 * and making them happens in the vault; what comes of it is a message to the table. Used by one actor only.
 */
final class TableChains {
    private static final Logger log = LoggerFactory.getLogger(TableChains.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** A table has few unsettled rounds, and each asks again until it is answered. */
    private static final int MAX_WAITING = 32;

    /** A new chain is stored; it is to be committed. */
    record Made(SeedVault.Chain chain, int length, String cause) implements TableEntity.Internal {}

    /** The vault's answer about a chain. */
    record Opened(String chainId, SeedVault.Found found) implements TableEntity.Internal {}

    /** The vault could not be reached; {@code chainId} is null where a new chain was wanted. */
    record VaultFailed(@Nullable String chainId, String reason) implements TableEntity.Internal {}

    private final ActorContext<TableEntity.Command> context;
    private final TimerScheduler<TableEntity.Command> timers;
    private final SeedVault vault;
    private final String tableId;
    private final int length;
    private final Map<String, SeedVault.Chain> loaded = new HashMap<>();
    private final Map<String, String> unusable = new HashMap<>();
    private final Set<String> loading = new HashSet<>();
    private final List<TableEntity.Command> waiting = new ArrayList<>();
    private boolean making;

    TableChains(
            ActorContext<TableEntity.Command> context,
            TimerScheduler<TableEntity.Command> timers,
            SeedVault vault,
            String tableId,
            int length) {
        this.context = context;
        this.timers = timers;
        this.vault = vault;
        this.tableId = tableId;
        this.length = length;
    }

    /** Why this chain can never be used again, or null as far as is known. */
    @Nullable String unusable(String chainId) {
        return unusable.get(chainId);
    }

    boolean has(String chainId) {
        return loaded.containsKey(chainId);
    }

    /** The seed of this ticket, or null while its chain is not in memory. */
    byte @Nullable [] seed(TableRound.Ticket ticket) {
        SeedVault.Chain chain = loaded.get(ticket.chainId());
        return chain == null ? null : chain.hashes().seed(ticket.index());
    }

    /** Asks for a new chain, once; {@link Made} or {@link VaultFailed} follows. */
    void make(String cause, Instant now) {
        if (making) {
            return;
        }
        making = true;
        context.pipeToSelf(
                vault.create(tableId, length, now),
                (chain, failure) -> chain == null
                        ? new VaultFailed(null, String.valueOf(failure))
                        : new Made(chain, length, cause));
    }

    /** Asks for a chain, once; {@link Opened} or {@link VaultFailed} follows. */
    void load(String chainId, String commitment) {
        if (loaded.containsKey(chainId) || unusable.containsKey(chainId) || !loading.add(chainId)) {
            return;
        }
        context.pipeToSelf(
                vault.load(tableId, chainId, commitment),
                (found, failure) ->
                        found == null ? new VaultFailed(chainId, String.valueOf(failure)) : new Opened(chainId, found));
    }

    /** Sends the command to the table again as soon as a chain is loaded. */
    void await(TableEntity.Command command) {
        if (waiting.size() < MAX_WAITING && !waiting.contains(command)) {
            waiting.add(command);
        }
    }

    void made(Made made) {
        making = false;
        loaded.put(made.chain().chainId(), made.chain());
    }

    void opened(Opened opened) {
        loading.remove(opened.chainId());
        if (opened.found() instanceof SeedVault.Loaded chain) {
            loaded.put(opened.chainId(), chain.chain());
        } else if (opened.found() instanceof SeedVault.Unusable chain) {
            unusable.put(opened.chainId(), chain.cause());
            log.error("tableId={} chainId={} cause={} a new chain starts", tableId, opened.chainId(), chain.cause());
        }
        waiting.forEach(context.getSelf()::tell);
        waiting.clear();
    }

    /** The vault is asked again after a while, through {@code again}. */
    void failed(VaultFailed failed, TableEntity.Command again) {
        log.warn("tableId={} chainId={} retryMs={} {}", tableId, failed.chainId(), RETRY.toMillis(), failed.reason());
        if (failed.chainId() == null) {
            making = false;
        } else {
            loading.remove(failed.chainId());
        }
        timers.startSingleTimer("vault", again, RETRY);
    }

    /** Forgets the chains that nothing draws from any more. */
    void trim(Table table) {
        Set<String> needed = new HashSet<>();
        Table.Chain current = table.chain();
        if (current != null) {
            needed.add(current.chainId());
        }
        for (TableRound round : table.unsettled()) {
            if (round.ticket() != null) {
                needed.add(round.ticket().chainId());
            }
        }
        loaded.keySet().retainAll(needed);
        unusable.keySet().retainAll(needed);
    }
}
