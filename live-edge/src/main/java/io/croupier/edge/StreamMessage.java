package io.croupier.edge;

import io.croupier.wallet.ClusterMessage;
import io.croupier.wallet.domain.WalletView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a player's stream says to the player's sessions, on any node. */
sealed interface StreamMessage extends ClusterMessage {
    /**
     * The session follows the stream from now on.
     *
     * @param events what was missed, as public JSON; empty unless recovered
     * @param wallet null where the player has none, or it did not answer in time
     */
    record Attached(
            String epoch,
            long offset,
            boolean recovered,
            List<String> events,
            @Nullable WalletView wallet) implements StreamMessage {}

    /** The player has as many sessions as one may have. */
    record TooManySessions() implements StreamMessage {}

    /** The lease is renewed; another epoch than before means that the stream has begun anew. */
    record Renewed(String epoch) implements StreamMessage {}

    /**
     * The next event of the stream, as public JSON.
     *
     * @param request the session's request that it answers, 0 for none
     */
    record Delivered(String json, long request) implements StreamMessage {}

    /** The player's bets at a table as public JSON arrays; null where the book did not answer in time. */
    record BetsFound(
            String table, @Nullable String open, @Nullable String settled) implements StreamMessage {}
}
