package io.croupier.simulations.crowd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A watcher's messages. */
final class Requests {
    /** Asks to recover the player's own stream where it was followed before. */
    static String connect(long id, String token, StreamPosition own) {
        return recovering(message("connect", id).put("token", token), own);
    }

    /** Asks to recover the table's stream where it was followed before. */
    static String subscribe(long id, String table, StreamPosition position) {
        return recovering(message("subscribe", id).put("table", table), position);
    }

    /** @param rttMs the last round trip in milliseconds, negative where there was none */
    static String ping(long id, long rttMs) {
        ObjectNode ping = message("ping", id);
        return (rttMs < 0 ? ping : ping.put("rttMs", rttMs)).toString();
    }

    private static ObjectNode message(String type, long id) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("id", id);
    }

    private static String recovering(ObjectNode message, StreamPosition position) {
        if (position.isKnown()) {
            message.putObject("recover").put("epoch", position.epoch()).put("offset", position.offset());
        }
        return message.toString();
    }

    private Requests() {}
}
