package io.croupier.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the wallets say about rounds: stakes taken and money given back, as the players' own events have it. Kept beside what
 * the rounds' books say, so that the two can be held against each other without adding anything up. A batch that touches a round
 * costs one row of it.
 */
final class RoundMoney {
    /** Rounds are written before it. One that is not there was never opened: a round's first event is older than its first bet. */
    private static final String ADD = "WITH moved AS (SELECT * FROM unnest(?, ?, ?, ?)"
            + " AS n (round_id, debited, credited, since)), known AS (UPDATE played_round AS r SET"
            + " debited_minor = r.debited_minor + n.debited, credited_minor = r.credited_minor + n.credited"
            + " FROM moved AS n WHERE r.round_id = n.round_id RETURNING r.round_id)"
            + " INSERT INTO stray_money AS s (round_id, debited_minor, credited_minor, since)"
            + " SELECT round_id, debited, credited, since::timestamptz FROM moved"
            + " WHERE round_id NOT IN (SELECT round_id FROM known)"
            + " ON CONFLICT (round_id) DO UPDATE SET debited_minor = s.debited_minor + EXCLUDED.debited_minor,"
            + " credited_minor = s.credited_minor + EXCLUDED.credited_minor, since = least(s.since, EXCLUDED.since)";

    private final Map<String, Moved> rounds = new HashMap<>();

    private record Moved(long debitedMinor, long creditedMinor, Instant since) {
        Moved and(Moved other) {
            return new Moved(
                    Math.addExact(debitedMinor, other.debitedMinor),
                    Math.addExact(creditedMinor, other.creditedMinor),
                    since.isBefore(other.since) ? since : other.since);
        }
    }

    /**
     * A wallet has moved money for a round.
     *
     * @param debitedMinor a stake, negative where one was rolled back
     * @param creditedMinor what a bet returned, negative where a correction took it back
     */
    void moved(String roundId, long debitedMinor, long creditedMinor, Instant at) {
        rounds.merge(roundId, new Moved(debitedMinor, creditedMinor, at), Moved::and);
    }

    void write(Connection connection) throws SQLException {
        var rows = new ColumnArrays("text", "int8", "int8", "text");
        rounds.forEach(
                (roundId, moved) -> rows.add(roundId, moved.debitedMinor, moved.creditedMinor, moved.since.toString()));
        rows.execute(connection, ADD);
    }
}
