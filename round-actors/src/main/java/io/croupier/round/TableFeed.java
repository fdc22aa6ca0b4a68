package io.croupier.round;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.ClusterMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table sends to the nodes that follow it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TableFeed.Attached.class, name = "attached"),
    @JsonSubTypes.Type(value = TableFeed.Published.class, name = "published"),
    @JsonSubTypes.Type(value = TableFeed.State.class, name = "state"),
    @JsonSubTypes.Type(value = TableFeed.UnknownTable.class, name = "unknown_table")
})
public sealed interface TableFeed extends ClusterMessage {
    /**
     * Answer to {@link TableEntity.Attach}: the table now.
     *
     * @param offset of the newest event; 0 where there was none in this epoch
     * @param history the newest events of this epoch, oldest first, without a gap up to {@code offset}; bounded
     * @param current the newest round, null before the first
     * @param lastResults newest first, at most 20
     * @param commitment of the chain in use, null for provider-run tables
     */
    record Attached(
            TableTerms terms,
            String epoch,
            long offset,
            List<Published> history,
            @Nullable RoundStatus current,
            List<RoundStatus> lastResults,
            @Nullable Commitment commitment)
            implements TableFeed {}

    /**
     * A chain's public part.
     *
     * @param commitment its last link, 64 hex digits
     * @param length rounds that it serves
     */
    record Commitment(String chainId, String commitment, long length, Instant publishedAt) implements ClusterMessage {}

    /**
     * One event of the table's stream.
     *
     * @param offset rises by one within an epoch
     * @param event lower_snake: round_opened, betting_closed, flight_started, round_result, round_settled, round_corrected,
     *     round_voided
     * @param round as it was then
     */
    record Published(String tableId, String epoch, long offset, Instant at, String event, RoundStatus round)
            implements TableFeed {}

    /** A flight's multiplier: only the newest matters. */
    record State(String tableId, String roundId, int multiplierX100, Instant at) implements TableFeed {}

    /** There is no such table. */
    record UnknownTable(String tableId) implements TableFeed {}
}
