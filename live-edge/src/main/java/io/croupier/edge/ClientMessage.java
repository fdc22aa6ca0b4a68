package io.croupier.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client may say. {@code id} is the JSON text of the id that the answers repeat, null where it gave none. */
sealed interface ClientMessage {
    @Nullable String id();

    /** Where a client believes to be in a stream. */
    record Position(String epoch, long offset) {}

    record Connect(
            @Nullable String id, String token, @Nullable Position recover) implements ClientMessage {}

    record Subscribe(
            @Nullable String id, String table, @Nullable Position recover) implements ClientMessage {}

    record Unsubscribe(@Nullable String id, String table) implements ClientMessage {}

    /** One bet or several, each answered on its own. */
    record PlaceBets(@Nullable String id, String table, String roundId, List<Bet> bets) implements ClientMessage {}

    /**
     * One bet.
     *
     * @param selection an object that the table's game has not read yet
     * @param freeBetId the player's free bets that it is one of, null where it is none
     */
    record Bet(
            String betId,
            JsonNode selection,
            long stakeMinor,
            @Nullable String freeBetId) {}

    record CashOut(@Nullable String id, String betId, String table, String roundId) implements ClientMessage {}

    record Refresh(@Nullable String id, String token) implements ClientMessage {}

    /**
     * Alive.
     *
     * @param rttMs the client's last measured round trip, null where it tells none
     */
    record Ping(@Nullable String id, @Nullable Long rttMs) implements ClientMessage {}
}
