package io.croupier.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds rounds, bets and payouts against the wallets, as the feed has all of them. Reads one snapshot, which is the journal up
 * to some commit, with whatever caused what is in it: a payout that its book calls paid without the wallet's transaction, or a
 * round that ended with other totals than its wallets', is wrong in every such snapshot, however far the feed is behind. What has
 * not happened yet is only known of as of the feed's time, so its age counts up to that one. All of it blocks.
 */
public final class Reconciliation {
    private static final String UNFINISHED = " r.stage NOT IN ('settled', 'voided')";
    private static final String ENDED = " r.stage IN ('settled', 'voided')";
    /** Word for word the condition of an index. */
    private static final String DIFFERS =
            ENDED + " AND (r.debited_minor <> r.staked_minor OR r.credited_minor <> r.paid_minor)";

    private static final String OF_ROUND = "r.round_id, '' AS player_id, '' AS bet_id, r.table_id, ";
    private static final String OF_BET = "b.round_id, b.player_id, b.bet_id, r.table_id, ";
    private static final String BETS = " FROM played_round r JOIN player_bet b USING (round_id)";

    private static final String ROUNDS_OVERDUE = "SELECT *, since + patience AS due_at FROM (SELECT " + OF_ROUND
            + "CASE WHEN r.stage = 'bets_open' THEN r.betting_closes_at ELSE r.stage_at END AS since,"
            + " CASE WHEN r.stage = 'bets_open' THEN ?::interval"
            + " WHEN r.stage = 'in_flight' OR (r.stage = 'bets_closed' AND r.owner <> 'house') THEN ?::interval"
            + " ELSE ?::interval END AS patience, r.stage FROM played_round r WHERE" + UNFINISHED + ") AS unfinished";
    private static final String BETS_UNDECIDED = "SELECT " + OF_BET
            + "b.at AS since, b.at + ?::interval AS due_at, b.stake_minor" + BETS + " WHERE" + UNFINISHED
            + " AND b.state = 'pending'";
    private static final String PAYOUTS_UNCONFIRMED = "SELECT " + OF_BET
            + "r.stage_at AS since, r.stage_at + ?::interval AS due_at, b.payout_minor, b.paid_minor" + BETS + " WHERE"
            + UNFINISHED + " AND r.stage IN ('result', 'voiding') AND b.paid_minor <> b.payout_minor";
    /** Of rounds that ended lately, and of those that differ, however old. */
    private static final String PAYOUTS_MISSING = "SELECT " + OF_BET
            + "r.ended_at AS since, r.ended_at AS due_at, b.paid_minor, b.paid_version" + BETS
            + " LEFT JOIN player_transaction t ON t.player_id = b.player_id AND t.version = b.paid_version"
            + " AND t.round_id = b.round_id AND t.bet_id = b.bet_id AND t.kind <> 'bet' AND t.code IS NULL"
            + " WHERE r.round_id IN ((SELECT r.round_id FROM played_round r WHERE" + ENDED
            + " AND r.ended_at >= ?::timestamptz - ?::interval ORDER BY r.ended_at DESC LIMIT ?::int) UNION"
            + " (SELECT r.round_id FROM played_round r WHERE" + DIFFERS + " ORDER BY r.ended_at LIMIT ?::int))"
            + " AND b.paid_minor > 0 AND t.version IS NULL";

    private static final String TOTALS_DIFFER = "SELECT " + OF_ROUND
            + "r.ended_at AS since, r.ended_at AS due_at, r.currency, r.staked_minor, r.debited_minor, r.paid_minor,"
            + " r.credited_minor FROM played_round r WHERE" + DIFFERS;
    private static final String MONEY_ASTRAY = "SELECT round_id, '' AS player_id, '' AS bet_id, since, since AS due_at,"
            + " debited_minor, credited_minor FROM stray_money";
    private static final String PAGE = " AS found WHERE due_at <= ?"
            + " AND (since, round_id, player_id, bet_id) > (?, ?, ?, ?) ORDER BY since, round_id, player_id, bet_id"
            + " LIMIT ?";

    private final Connection connection;
    private final ReconciliationBounds bounds;
    private final Instant asOf;

    /**
     * What was found.
     *
     * @param feed how the feed is, null where none ever ran, and then nothing can be found
     * @param lists of each kind that was asked for, in the order of the kinds
     */
    public record Report(@Nullable FeedStatus feed, Map<FindingKind, Found> lists) {
        public Report {
            lists = new EnumMap<>(lists);
        }
    }

    /** Findings of a kind, oldest first, with the place to go on after; null at the end. */
    public record Found(List<Finding> findings, Finding.@Nullable Position next) {
        static final Found NOTHING = last(List.of());

        public Found {
            findings = List.copyOf(findings);
        }

        /** Behind which there is no further one. */
        public static Found last(List<Finding> findings) {
            return new Found(findings, null);
        }
    }

    private Reconciliation(Connection connection, ReconciliationBounds bounds, Instant asOf) {
        this.connection = connection;
        this.bounds = bounds;
        this.asOf = asOf;
    }

    /**
     * Looks now. The connection has no autocommit and no transaction yet; its transaction then only reads.
     *
     * @param kinds which are looked for
     * @param after where to go on, null for the oldest; of use for one kind only
     * @param limit findings of each kind
     */
    public static Report read(
            Connection connection,
            ReconciliationBounds bounds,
            Collection<FindingKind> kinds,
            Finding.@Nullable Position after,
            int limit)
            throws SQLException {
        try (Statement snapshot = connection.createStatement()) {
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            snapshot.execute(
                    "SET LOCAL statement_timeout = " + bounds.queryTimeout().toMillis());
        }
        Optional<FeedStatus> feed = FeedStatus.read(connection);
        Map<FindingKind, Found> lists = new EnumMap<>(FindingKind.class);
        for (FindingKind kind : kinds) {
            lists.put(
                    kind,
                    feed.isEmpty()
                            ? Found.NOTHING
                            : new Reconciliation(connection, bounds, feed.get().asOf())
                                    .find(kind, after == null ? Finding.Position.START : after, limit));
        }
        return new Report(feed.orElse(null), lists);
    }

    private Found find(FindingKind kind, Finding.Position after, int limit) throws SQLException {
        return switch (kind) {
            case ROUND_OVERDUE -> {
                Object[] patience = {interval(bounds.betting()), interval(bounds.result()), interval(bounds.work())};
                yield find(ROUNDS_OVERDUE, after, limit, Reconciliation::roundOverdue, patience);
            }
            case BET_UNDECIDED ->
                find(BETS_UNDECIDED, after, limit, Reconciliation::betUndecided, interval(bounds.intent()));
            case PAYOUT_UNCONFIRMED ->
                find(PAYOUTS_UNCONFIRMED, after, limit, Reconciliation::payoutUnconfirmed, interval(bounds.payout()));
            case PAYOUT_MISSING -> {
                Object[] rounds = {
                    CursorRow.time(asOf), interval(bounds.lookBack()), bounds.mostRounds(), bounds.mostRounds()
                };
                yield find(PAYOUTS_MISSING, after, limit, Reconciliation::payoutMissing, rounds);
            }
            case TOTALS_DIFFER -> find(TOTALS_DIFFER, after, limit, Reconciliation::totalsDiffer);
            case MONEY_ASTRAY -> find(MONEY_ASTRAY, after, limit, Reconciliation::moneyAstray);
        };
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }

    /** Makes a finding of a row. */
    private interface Reader {
        Finding read(ResultSet row) throws SQLException;
    }

    private Found find(String sql, Finding.Position after, int limit, Reader reader, Object... parameters)
            throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM (" + sql + ")" + PAGE)) {
            int next = 1;
            for (Object parameter : parameters) {
                select.setObject(next++, parameter);
            }
            select.setObject(next++, CursorRow.time(asOf));
            select.setObject(next++, CursorRow.time(after.since()));
            select.setString(next++, after.roundId());
            select.setString(next++, after.playerId());
            select.setString(next++, after.betId());
            select.setInt(next, limit + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    findings.add(reader.read(row));
                }
            }
        }
        if (findings.size() <= limit) {
            return Found.last(findings);
        }
        List<Finding> page = findings.subList(0, limit);
        return new Found(page, page.get(limit - 1).position());
    }

    private static Finding roundOverdue(ResultSet row) throws SQLException {
        return new Finding.RoundOverdue(
                row.getString("round_id"),
                row.getString("table_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getString("stage"));
    }

    private static Finding betUndecided(ResultSet row) throws SQLException {
        return new Finding.BetUndecided(
                row.getString("round_id"),
                row.getString("table_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getString("player_id"),
                row.getString("bet_id"),
                row.getLong("stake_minor"));
    }

    private static Finding payoutUnconfirmed(ResultSet row) throws SQLException {
        return new Finding.PayoutUnconfirmed(
                row.getString("round_id"),
                row.getString("table_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getString("player_id"),
                row.getString("bet_id"),
                row.getLong("payout_minor"),
                row.getLong("paid_minor"));
    }

    private static Finding payoutMissing(ResultSet row) throws SQLException {
        return new Finding.PayoutMissing(
                row.getString("round_id"),
                row.getString("table_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getString("player_id"),
                row.getString("bet_id"),
                row.getLong("paid_minor"),
                row.getLong("paid_version"));
    }

    private static Finding totalsDiffer(ResultSet row) throws SQLException {
        return new Finding.TotalsDiffer(
                row.getString("round_id"),
                row.getString("table_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getString("currency"),
                row.getLong("staked_minor"),
                row.getLong("debited_minor"),
                row.getLong("paid_minor"),
                row.getLong("credited_minor"));
    }

    private static Finding moneyAstray(ResultSet row) throws SQLException {
        return new Finding.MoneyAstray(
                row.getString("round_id"),
                time(row, "since"),
                time(row, "due_at"),
                row.getLong("debited_minor"),
                row.getLong("credited_minor"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
