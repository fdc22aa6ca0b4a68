package io.croupier.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.round.TableFeed;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table's stream says, in the public protocol. */
final class TableJson {
    static String event(TableFeed.Published published) {
        RoundStatus round = published.round();
        ObjectNode event = Json.object();
        event.put("type", published.event());
        event.put("roundId", round.terms().publicRoundId());
        switch (published.event()) {
            case "round_opened" ->
                event.put("bettingClosesAt", Json.time(round.terms().bettingClosesAt()));
            case "flight_started" -> putFlightStart(event, round);
            case "round_result", "round_corrected" -> {
                event.put("resultVersion", round.resultVersion());
                putOutcome(event, round);
                putProof(event, round.proof());
            }
            case "round_settled" -> event.put("resultVersion", round.resultVersion());
            case "round_voided" -> event.put("reason", round.voidReason());
            default -> {
                // Known by its type and round alone.
            }
        }
        ObjectNode message = Json.object();
        message.put("type", "table_event");
        message.put("table", published.tableId());
        message.put("epoch", published.epoch());
        message.put("offset", published.offset());
        message.put("at", Json.time(published.at()));
        message.set("event", event);
        return Json.text(message);
    }

    static String state(TableFeed.State state, String publicRoundId) {
        ObjectNode message = Json.object();
        message.put("type", "table_state");
        message.put("table", state.tableId());
        message.put("roundId", publicRoundId);
        message.put("multiplierX100", state.multiplierX100());
        message.put("at", Json.time(state.at()));
        return Json.text(message);
    }

    static String snapshot(
            TableTerms terms,
            @Nullable RoundStatus current,
            @Nullable Integer multiplierX100,
            List<RoundStatus> results,
            TableFeed.@Nullable Commitment commitment) {
        ObjectNode snapshot = Json.object();
        ObjectNode table = snapshot.putObject("table");
        table.put("table", terms.tableId());
        table.put("game", terms.game());
        table.put("houseRun", terms.houseRun());
        table.put("currency", terms.currency());
        table.put("minStakeMinor", terms.minStakeMinor());
        table.put("maxStakeMinor", terms.maxStakeMinor());
        if (terms.houseRun()) {
            table.put("bettingWindowMs", terms.bettingWindowMs());
        }
        table.set("payTable", Games.of(terms.game()).payTable());
        if (current == null) {
            snapshot.putNull("round");
        } else {
            snapshot.set("round", round(current, multiplierX100));
        }
        ArrayNode last = snapshot.putArray("results");
        for (RoundStatus result : results) {
            ObjectNode one = last.addObject();
            one.put("roundId", result.terms().publicRoundId());
            one.put("state", state(result));
            one.put("resultVersion", result.resultVersion());
            putOutcome(one, result);
        }
        if (commitment == null) {
            snapshot.putNull("commitment");
        } else {
            ObjectNode chain = snapshot.putObject("commitment");
            chain.put("chainId", commitment.chainId());
            chain.put("commitment", commitment.commitment());
            chain.put("length", commitment.length());
            chain.put("publishedAt", Json.time(commitment.publishedAt()));
        }
        return Json.text(snapshot);
    }

    private static ObjectNode round(RoundStatus round, @Nullable Integer multiplierX100) {
        ObjectNode json = Json.object();
        json.put("roundId", round.terms().publicRoundId());
        json.put("state", state(round));
        json.put("bettingClosesAt", Json.time(round.terms().bettingClosesAt()));
        json.put("resultVersion", round.resultVersion());
        putOutcome(json, round);
        putProof(json, round.proof());
        if (round.flightStartedAt() != null) {
            putFlightStart(json, round);
        }
        if (multiplierX100 != null) {
            json.put("multiplierX100", multiplierX100);
        }
        if (round.voidReason() != null) {
            json.put("reason", round.voidReason());
        }
        return json;
    }

    private static String state(RoundStatus round) {
        return round.stage().publicName();
    }

    private static void putFlightStart(ObjectNode json, RoundStatus round) {
        if (round.flightStartedAt() != null) {
            json.put("flightStartedAt", Json.time(round.flightStartedAt()));
        }
    }

    private static void putOutcome(ObjectNode json, RoundStatus round) {
        if (round.outcome() == null) {
            json.putNull("outcome");
        } else {
            json.set("outcome", Games.of(round.terms().table().game()).toJson(round.outcome()));
        }
    }

    private static void putProof(ObjectNode json, @Nullable FairnessProof proof) {
        if (proof != null) {
            ObjectNode shown = json.putObject("proof");
            shown.put("chainId", proof.chainId());
            shown.put("commitment", proof.commitment());
            shown.put("index", proof.index());
            shown.put("seed", proof.seed());
            shown.put("clientSeed", proof.clientSeed());
        }
    }

    private TableJson() {}
}
