package io.croupier.http.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail of what operators did, which is also the memory of what they were answered. An action is written down
 * before it is done; its answer is added once it is final. An action without an answer was interrupted, and is done again by
 * whoever repeats it: what it does is idempotent by the same id.
 */
public final class OperatorActions {
    private static final String BEGIN = "INSERT INTO operator_action"
            + " (transaction_id, operator_id, action, target, content, reason, requested_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String GET = "SELECT operator_id, action, target, content, requested_at, status, body"
            + " FROM operator_action WHERE transaction_id = ?";
    // The row may be gone: an equal request beside this one may have come to nothing and forgotten it.
    private static final String ANSWER = "INSERT INTO operator_action"
            + " (transaction_id, operator_id, action, target, content, reason, requested_at, status, body, answered_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transaction_id) DO UPDATE"
            + " SET status = excluded.status, body = excluded.body, answered_at = excluded.answered_at"
            + " WHERE operator_action.status IS NULL AND operator_action.content = excluded.content";
    private static final String FORGET = "DELETE FROM operator_action WHERE transaction_id = ? AND status IS NULL";

    private final Blocking blocking;
    private final Clock clock;

    /**
     * What an operator asks for.
     *
     * @param transactionId chosen by the operator, unique over all operators and actions
     * @param action lower_snake
     * @param target the player, round, table or key that it changes
     * @param content everything that was asked, in one canonical line
     */
    public record Action(
            String transactionId, String operatorId, String action, String target, String content, String reason) {}

    /** What is known of a transaction id. */
    public sealed interface Begun {
        /** To be done now: it is new, or was interrupted. */
        record Go() implements Begun {}

        /** Done before, with this answer. */
        record Done(int status, String body) implements Begun {}

        /** The id was used for something else. */
        record Conflict(String operatorId, String action, String target, Instant at) implements Begun {}
    }

    public OperatorActions(Blocking blocking, Clock clock) {
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Writes the action down. */
    public CompletionStage<Begun> begin(Action action) {
        return blocking.submit(connection -> {
            try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
                asked(begin, action);
                if (begin.executeUpdate() == 1) {
                    return new Begun.Go();
                }
            }
            return known(connection, action);
        });
    }

    /** What is known of it; nothing is written down. */
    public CompletionStage<Begun> find(Action action) {
        return blocking.submit(connection -> known(connection, action));
    }

    private void asked(PreparedStatement statement, Action action) throws SQLException {
        statement.setString(1, action.transactionId);
        statement.setString(2, action.operatorId);
        statement.setString(3, action.action);
        statement.setString(4, action.target);
        statement.setString(5, action.content);
        statement.setString(6, action.reason);
        statement.setTimestamp(7, Timestamp.from(clock.instant()));
    }

    private static Begun known(Connection connection, Action action) throws SQLException {
        try (PreparedStatement get = connection.prepareStatement(GET)) {
            get.setString(1, action.transactionId);
            try (ResultSet row = get.executeQuery()) {
                if (!row.next()) {
                    return new Begun.Go();
                }
                boolean same = row.getString(2).equals(action.action)
                        && row.getString(3).equals(action.target)
                        && row.getString(4).equals(action.content);
                if (!same) {
                    return new Begun.Conflict(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getTimestamp(5).toInstant());
                }
                @Nullable String body = row.getString(7);
                return body == null ? new Begun.Go() : new Begun.Done(row.getInt(6), body);
            }
        }
    }

    /** Adds the final answer; returns the one that stands, which is an earlier one where two were under way at once. */
    public CompletionStage<Begun.Done> answer(Action action, int status, String body) {
        return blocking.submit(connection -> {
            try (PreparedStatement answer = connection.prepareStatement(ANSWER)) {
                asked(answer, action);
                answer.setInt(8, status);
                answer.setString(9, body);
                answer.setTimestamp(10, Timestamp.from(clock.instant()));
                if (answer.executeUpdate() == 1) {
                    return new Begun.Done(status, body);
                }
            }
            try (PreparedStatement get = connection.prepareStatement(GET)) {
                get.setString(1, action.transactionId);
                try (ResultSet row = get.executeQuery()) {
                    return row.next() && row.getString(7) != null
                            ? new Begun.Done(row.getInt(6), row.getString(7))
                            : new Begun.Done(status, body);
                }
            }
        });
    }

    /** Nothing was decided: the id is free again. */
    public CompletionStage<Integer> forget(String transactionId) {
        return blocking.submit(connection -> {
            try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
                forget.setString(1, transactionId);
                return forget.executeUpdate();
            }
        });
    }
}
