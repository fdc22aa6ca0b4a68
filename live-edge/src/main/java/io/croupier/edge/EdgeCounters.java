package io.croupier.edge;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What this node's edge has done since it started, and who is told how commands are answered. */
public final class EdgeCounters {
    /** One thing that is counted. */
    public enum Count {
        CONNECTIONS_ACCEPTED,
        CONNECTIONS_REFUSED,
        CONNECTIONS_CLOSED,
        SESSIONS_CONNECTED,
        STREAMS_RECOVERED,
        STREAMS_NOT_RECOVERED,
        MESSAGES_IN,
        FRAMES_OUT,
        WRITES,
        BYTES_OUT,
        STATES_DROPPED,
        RATE_LIMITED,
        BAD_MESSAGES,
        CLOSED_SLOW,
        CLOSED_SILENT,
        TOKENS_REFUSED,
        /** Answers to bets by this node's streams; a bet that is sent again is answered again. */
        BETS_ACCEPTED,
        BETS_REJECTED,
        /** No answer in time: the player sends the bet again. */
        BETS_UNKNOWN,
        /** Sum and number of the round-trip times that clients report with their pings. */
        ROUND_TRIP_MS_SUM,
        ROUND_TRIPS
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    private final CommandMeter commands;

    /** All at zero, and nobody told. */
    public EdgeCounters() {
        this((inTime, nanos) -> {});
    }

    /** @param commands told of each command that a book was asked for */
    public EdgeCounters(CommandMeter commands) {
        this.commands = commands;
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    /** Tells how a command was answered. */
    void answered(boolean inTime, long nanos) {
        commands.answered(inTime, nanos);
    }

    void add(Count count, long many) {
        LongAdder adder = counts.get(count);
        if (adder != null) {
            adder.add(many);
        }
    }

    void add(Count count) {
        add(count, 1);
    }

    /** How often, since the node's start. */
    public long get(Count count) {
        LongAdder adder = counts.get(count);
        return adder == null ? 0 : adder.sum();
    }

    /** Sockets that are open now. */
    public long openConnections() {
        return get(Count.CONNECTIONS_ACCEPTED) - get(Count.CONNECTIONS_CLOSED);
    }
}
