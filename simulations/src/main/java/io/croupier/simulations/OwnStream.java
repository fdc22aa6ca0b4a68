package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one seat has followed its player's own stream: the one that says what becomes of bets and money. Every event must
 * bring the offset after the last one, and a seat that comes back must be given all that its predecessor missed, or be told
 * that it is not. What does not fit is a fault, told once: the stream is followed from there on.
 */
final class OwnStream {
    private static final Set<String> EVENTS = Set.of(
            "bet_accepted",
            "bet_rejected",
            "bet_unknown",
            "cashed_out",
            "cash_out_rejected",
            "bet_settled",
            "wallet_updated");

    /** The last event that was seen. */
    record Place(String epoch, long offset) {
        @Override
        public String toString() {
            return epoch + ":" + offset;
        }
    }

    private final @Nullable Place former;
    private @Nullable Place place;

    /** @param former where the seat before this one ended, null where there was none */
    OwnStream(@Nullable Place former) {
        this.former = former;
    }

    /** Whether a message belongs to a player's own stream. */
    static boolean isEvent(JsonNode message) {
        return EVENTS.contains(Json.text(message, "type"));
    }

    /** Where to recover from, later; null where nothing was ever followed. */
    synchronized @Nullable Place place() {
        return place == null ? former : place;
    }

    /** Asks in {@code connect} for what was missed. */
    ObjectNode recovering(ObjectNode connect) {
        if (former != null) {
            connect.putObject("recover").put("epoch", former.epoch()).put("offset", former.offset());
        }
        return connect;
    }

    /** Takes {@code connected}; says what is wrong with it. */
    synchronized Optional<String> begin(JsonNode connected) {
        var start = new Place(Json.text(connected, "epoch"), Json.required(connected, "offset"));
        place = start;
        Place last = former;
        boolean sameEpoch = last != null && last.epoch().equals(start.epoch());
        if (connected.path("recovered").asBoolean()) {
            return last != null && sameEpoch
                    ? recovered(last, start, connected.path("events"))
                    : Optional.of("recovered at " + start + " after " + last);
        }
        return last != null && sameEpoch && start.offset() < last.offset()
                ? Optional.of("went back to " + start + " after " + last)
                : Optional.empty();
    }

    private static Optional<String> recovered(Place asked, Place start, JsonNode events) {
        long last = asked.offset();
        for (JsonNode event : events) {
            long next = Json.required(event, "offset");
            if (next != last + 1) {
                return Optional.of("recovered " + next + " after " + last + ", asked from " + asked);
            }
            last = next;
        }
        return last == start.offset()
                ? Optional.empty()
                : Optional.of("recovered up to " + last + ", but the stream is at " + start);
    }

    /** Takes an event; says what is wrong with it. */
    synchronized Optional<String> next(JsonNode event) {
        Place last = place;
        if (last == null) {
            return Optional.of("an event before the stream has begun");
        }
        var now = new Place(last.epoch(), Json.required(event, "offset"));
        place = now;
        return now.offset() == last.offset() + 1 ? Optional.empty() : Optional.of("went from " + last + " to " + now);
    }
}
