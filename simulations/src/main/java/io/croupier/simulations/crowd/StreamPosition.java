package io.croupier.simulations.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How far one watcher has followed one stream. Every event must bring the offset after the last one, in the same epoch; a
 * beginning must go on where the last one ended, or say that it does not and bring the state. What does not fit is a fault,
 * told once: the stream is followed from there on.
 */
final class StreamPosition {
    private static final byte[] NONE = {};

    private byte[] epoch = NONE;
    private long offset;
    /** Whether this connection's beginning has come. */
    private boolean following;

    /** The epoch to recover from, empty where the stream was never followed. */
    String epoch() {
        return new String(epoch, StandardCharsets.UTF_8);
    }

    long offset() {
        return offset;
    }

    boolean isKnown() {
        return epoch.length > 0;
    }

    boolean isFollowing() {
        return following;
    }

    /** The connection has gone; where it was remains known. */
    void lost() {
        following = false;
    }

    /**
     * Takes {@code connected} or {@code subscribed}; says what is wrong with it.
     *
     * @param needsSnapshot whether a snapshot must be there where nothing was recovered
     */
    Optional<String> begin(Message message, boolean needsSnapshot) throws IOException {
        Optional<String> fault = Optional.empty();
        if (message.flag(Field.RECOVERED)) {
            fault = recovered(message);
        } else if (needsSnapshot && !message.has(Field.SNAPSHOT)) {
            fault = Optional.of("neither recovered nor a snapshot");
        }
        move(message);
        following = true;
        return isKnown() && offset >= 0 ? fault : Optional.of("a beginning without epoch and offset");
    }

    private Optional<String> recovered(Message message) throws IOException {
        if (!message.is(Field.EPOCH, epoch)) {
            return Optional.of("recovered in epoch " + message.text(Field.EPOCH) + " after " + place());
        }
        long last = offset;
        byte[] events = message.copy(Field.EVENTS);
        for (JsonNode event : MessageReader.tree(events, events.length)) {
            long next = event.path("offset").asLong(-1);
            if (next != last + 1) {
                return Optional.of("recovered " + next + " after " + last + ", asked from " + place());
            }
            last = next;
        }
        long end = message.number(Field.OFFSET);
        return last == end
                ? Optional.empty()
                : Optional.of("recovered up to " + last + ", but the stream is at " + end);
    }

    /**
     * Takes an event; says what is wrong with it.
     *
     * @param namesEpoch whether the epoch stands in the event: a table's has it, a player's has not
     */
    Optional<String> next(Message message, boolean namesEpoch) {
        if (!following) {
            return Optional.of("an event before the stream has begun");
        }
        boolean sameEpoch = !namesEpoch || message.is(Field.EPOCH, epoch);
        if (sameEpoch && message.number(Field.OFFSET) == offset + 1) {
            offset++;
            return Optional.empty();
        }
        String before = place();
        if (namesEpoch) {
            move(message);
        } else {
            offset = message.number(Field.OFFSET);
        }
        return Optional.of(place() + " after " + before);
    }

    private void move(Message message) {
        if (!message.is(Field.EPOCH, epoch)) {
            epoch = message.copy(Field.EPOCH);
        }
        offset = message.number(Field.OFFSET);
    }

    private String place() {
        return epoch() + ":" + offset;
    }
}
