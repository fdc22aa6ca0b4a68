package io.croupier.edge;

import akka.util.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table's fan-out says to the sessions of its own node. */
sealed interface TableMessage {
    String table();

    /**
     * The session follows the table from now on; sent unasked where it has to begin anew.
     *
     * @param ask the number of the request that it answers, 0 where unasked
     * @param events what was missed, as public JSON; empty unless recovered
     * @param snapshot the table as public JSON, without the player's bets; null where recovered
     * @param roundId internal id of the current round, null before the first
     * @param books of a round of this table
     * @param state the newest state, framed, null where there is none
     */
    record Subscribed(
            String table,
            long ask,
            String epoch,
            long offset,
            boolean recovered,
            List<String> events,
            @Nullable String snapshot,
            @Nullable String roundId,
            int books,
            @Nullable ByteString state)
            implements TableMessage {}

    /** No subscription came about. */
    record Refused(String table, long ask, String code, String message, boolean retryable) implements TableMessage {}

    /** The next event, framed once for all sessions of the node. */
    record Event(String table, ByteString frame) implements TableMessage {}

    /** The newest state, framed once for all sessions of the node; older ones may be dropped. */
    record State(String table, ByteString frame) implements TableMessage {}
}
