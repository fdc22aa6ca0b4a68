package io.croupier.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a session itself says, in the public protocol. */
final class SessionJson {
    static String connected(
            @Nullable String id,
            String sessionId,
            String playerId,
            Instant now,
            long pingIntervalMs,
            Instant tokenExpiresAt,
            StreamMessage.Attached attached) {
        ObjectNode json = Json.message("connected", id);
        json.put("sessionId", sessionId);
        json.put("playerId", playerId);
        json.put("serverTime", Json.time(now));
        json.put("pingIntervalMs", pingIntervalMs);
        json.put("tokenExpiresAt", Json.time(tokenExpiresAt));
        if (attached.wallet() == null) {
            json.putNull("wallet");
        } else {
            PlayerJson.putWallet(json.putObject("wallet"), attached.wallet());
        }
        json.put("epoch", attached.epoch());
        json.put("offset", attached.offset());
        json.put("recovered", attached.recovered());
        Json.raw(json, "events", Json.array(attached.events()));
        return Json.text(json);
    }

    /** The player's bets, as JSON arrays, go into the snapshot; null where they are not known now. */
    static String subscribed(
            @Nullable String id,
            TableMessage.Subscribed subscribed,
            Instant now,
            @Nullable String openBets,
            @Nullable String settledBets) {
        ObjectNode json = Json.message("subscribed", id);
        json.put("table", subscribed.table());
        json.put("epoch", subscribed.epoch());
        json.put("offset", subscribed.offset());
        json.put("recovered", subscribed.recovered());
        json.put("serverTime", Json.time(now));
        String snapshot = subscribed.snapshot();
        if (snapshot == null) {
            Json.raw(json, "events", Json.array(subscribed.events()));
        } else {
            Json.raw(
                    json,
                    "snapshot",
                    snapshot.substring(0, snapshot.length() - 1) + ",\"openBets\":" + openBets + ",\"settledBets\":"
                            + settledBets + "}");
        }
        return Json.text(json);
    }

    static String reconnect(long afterMs, String build) {
        return Json.text(Json.message("reconnect", null).put("afterMs", afterMs).put("build", build));
    }

    static String error(@Nullable String id, String code, String message, boolean retryable, @Nullable String field) {
        ObjectNode json = Json.message("error", id);
        json.put("code", code);
        json.put("message", message);
        json.put("retryable", retryable);
        if (field != null) {
            json.put("field", field);
        }
        return Json.text(json);
    }

    private SessionJson() {}
}
