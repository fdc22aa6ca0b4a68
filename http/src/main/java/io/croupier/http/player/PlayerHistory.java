package io.croupier.http.player;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.History;
import io.croupier.http.door.Json;
import io.croupier.http.store.Blocking;
import io.croupier.http.store.StoreException;
import io.croupier.round.domain.RoundTerms;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What has happened, as the event feed has written it: it costs the same however long ago, wakes nobody up, and says as of
 * when it is.
 */
public final class PlayerHistory {
    /** Of one round; the list of bets has all. */
    private static final int MOST_ROUND_BETS = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Blocking blocking;

    public PlayerHistory(Blocking blocking) {
        this.blocking = blocking;
    }

    CompletionStage<ObjectNode> transactions(String playerId, long before, int limit) {
        return blocking.submit(connection -> {
            History.Page<History.TransactionRow> page = History.transactions(connection, playerId, before, limit);
            ArrayNode list = Json.array();
            page.rows().forEach(row -> list.add(OwnTransaction.toJson(row)));
            return body("transactions", list, page);
        });
    }

    CompletionStage<ObjectNode> bets(String playerId, long before, int limit) {
        return blocking.submit(connection -> {
            History.Page<History.BetRow> page = History.bets(connection, playerId, before, limit);
            ArrayNode list = Json.array();
            page.rows().forEach(row -> list.add(toJson(row)));
            return body("bets", list, page);
        });
    }

    /** The rounds of these internal ids that have ended, as their recall. */
    CompletionStage<List<Recall>> ended(List<String> roundIds, String playerId) {
        return blocking.submit(connection -> History.ended(connection, roundIds, playerId, MOST_ROUND_BETS).stream()
                .map(row -> new Recall(row.roundId(), row.tableId(), toJson(row)))
                .toList());
    }

    private static ObjectNode body(String name, ArrayNode list, History.Page<?> page) {
        ObjectNode body = Json.object();
        body.set(name, list);
        return body.put("next", page.next()).put("asOf", Json.time(page.asOf()));
    }

    private static ObjectNode toJson(History.BetRow bet) {
        ObjectNode body = Json.object()
                .put("betId", bet.betId())
                .put("table", Objects.requireNonNullElse(bet.tableId(), ""))
                .put("roundId", RoundTerms.publicId(Objects.requireNonNullElse(bet.roundId(), "")));
        body.set("selection", tree(bet.selection()));
        return body.put("stakeMinor", bet.stakeMinor())
                .put("currency", bet.currency())
                .put("state", bet.state())
                .put("code", bet.code())
                .put("cashedOutX100", bet.cashedOutX100() == 0 ? null : (Integer) bet.cashedOutX100())
                .put("payoutMinor", bet.payoutMinor())
                .put("resultVersion", bet.resultVersion())
                .put("at", Json.time(bet.at()));
    }

    private static ObjectNode toJson(History.RoundRow round) {
        ObjectNode body = Json.object()
                .put("roundId", RoundTerms.publicId(round.roundId()))
                .put("table", round.tableId())
                .put("game", round.game())
                .put("currency", round.currency())
                .put("state", round.stage())
                .put("bettingClosesAt", Json.time(round.bettingClosesAt()))
                .put("resultVersion", round.resultVersion())
                .put("resultId", round.resultId());
        body.set("outcome", tree(round.outcome()));
        body.put("voidReason", round.voidReason())
                .put("bets", round.bets())
                .put("stakedMinor", round.stakedMinor())
                .put("paidMinor", round.paidMinor())
                .put("unsettled", 0);
        body.set("proof", tree(round.proof()));
        ArrayNode bets = Json.array();
        round.ownBets().forEach(bet -> bets.add(toJson(bet)));
        body.set("myBets", bets);
        return body.put("asOf", Json.time(round.asOf()));
    }

    private static JsonNode tree(@Nullable String json) {
        try {
            return json == null ? Json.object().nullNode() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new StoreException("the feed's row is not JSON: " + json, e);
        }
    }
}
