package io.croupier.feed;

import io.croupier.wallet.domain.TransactionKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the feed has written about one player, or one round, for whoever shows it. All of it blocks. */
public final class History {
    private static final String AS_OF = "SELECT as_of FROM feed_cursor";
    private static final String TRANSACTIONS = "SELECT version, transaction_id, kind, bet_id, round_id, amount_minor,"
            + " balance_after_minor, at FROM player_transaction"
            + " WHERE player_id = ? AND version < ? AND code IS NULL AND kind NOT IN (" + motionless() + ")"
            + " ORDER BY version DESC LIMIT ?";
    private static final String BET =
            " b.selection, b.state, b.code, b.cashed_out_x100, b.payout_minor, b.result_version";
    /** The wallet knows which bets there were, in which order, refused ones included; their books, how they stand. */
    private static final String BETS = "SELECT t.version, t.bet_id, t.table_id, t.round_id, t.asked_minor,"
            + " coalesce(b.at, t.at), t.code," + BET + ", w.currency"
            + " FROM player_transaction t JOIN feed_wallet w USING (player_id) LEFT JOIN player_bet b USING (round_id, player_id, bet_id)"
            + " WHERE t.player_id = ? AND t.version < ? AND t.own_bet ORDER BY t.version DESC LIMIT ?";

    private static final String ROUND_BETS = "SELECT 0, b.bet_id, r.table_id, b.round_id, b.stake_minor, b.at, NULL,"
            + BET + ", r.currency FROM player_bet b JOIN played_round r USING (round_id)"
            + " WHERE b.round_id = ? AND b.player_id = ? ORDER BY b.bet_id LIMIT ?";
    private static final String ROUNDS = "SELECT round_id, table_id, game, currency, stage, betting_closes_at,"
            + " result_version, result_id, outcome, proof, void_reason, bets, staked_minor, paid_minor"
            + " FROM played_round WHERE round_id = ANY (?) AND stage IN ('settled', 'voided')";

    private History() {}

    /** The kinds of transactions that never move money, as SQL has them. */
    private static String motionless() {
        return Stream.of(TransactionKind.values())
                .filter(kind -> !kind.movesMoney())
                .map(kind -> "'" + kind.code() + "'")
                .collect(Collectors.joining(", "));
    }

    /**
     * Rows, newest first, with the version to go on below; null at the end.
     *
     * @param asOf whatever was committed until then is in it
     */
    public record Page<T>(List<T> rows, @Nullable Long next, Instant asOf) {}

    /**
     * An accepted transaction that may have moved money.
     *
     * @param id with its source
     * @param amountMinor signed
     */
    public record TransactionRow(
            long version,
            String id,
            String kind,
            @Nullable String betId,
            @Nullable String roundId,
            long amountMinor,
            long balanceMinor,
            Instant at) {}

    /**
     * A bet over the live door.
     *
     * @param version of the wallet that it was decided as, 0 where its round was asked for it
     * @param roundId with its owner
     * @param selection JSON, null where the bet was refused before it came into a book
     * @param code why it was refused, else null
     */
    public record BetRow(
            long version,
            String betId,
            @Nullable String tableId,
            @Nullable String roundId,
            @Nullable String selection,
            long stakeMinor,
            String currency,
            String state,
            @Nullable String code,
            int cashedOutX100,
            long payoutMinor,
            int resultVersion,
            Instant at) {}

    /**
     * A round that is settled or voided, with the bets of one player.
     *
     * @param roundId with its owner
     * @param outcome JSON, null for a voided round, and where a provider sent payouts
     * @param proof JSON, null for a provider's round
     */
    public record RoundRow(
            String roundId,
            String tableId,
            String game,
            String currency,
            String stage,
            Instant bettingClosesAt,
            int resultVersion,
            @Nullable String resultId,
            @Nullable String outcome,
            @Nullable String proof,
            @Nullable String voidReason,
            long bets,
            long stakedMinor,
            long paidMinor,
            List<BetRow> ownBets,
            Instant asOf) {}

    /** The player's accepted transactions below a version of his wallet. */
    public static Page<TransactionRow> transactions(Connection connection, String playerId, long below, int limit)
            throws SQLException {
        Instant asOf = asOf(connection);
        List<TransactionRow> rows = new ArrayList<>();
        try (PreparedStatement select = page(connection, TRANSACTIONS, playerId, below, limit);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new TransactionRow(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7),
                        time(row, 8)));
            }
        }
        return new Page<>(rows, next(rows.size(), limit, rows.isEmpty() ? 0 : rows.get(rows.size() - 1).version), asOf);
    }

    /** The player's bets below a version of his wallet. */
    public static Page<BetRow> bets(Connection connection, String playerId, long below, int limit) throws SQLException {
        Instant asOf = asOf(connection);
        List<BetRow> rows = new ArrayList<>();
        try (PreparedStatement select = page(connection, BETS, playerId, below, limit);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(bet(row));
            }
        }
        return new Page<>(rows, next(rows.size(), limit, rows.isEmpty() ? 0 : rows.get(rows.size() - 1).version), asOf);
    }

    /**
     * The rounds of these ids that have ended, with the player's bets in each.
     *
     * @param roundIds with their owners
     * @param limit of bets in each
     */
    public static List<RoundRow> ended(Connection connection, List<String> roundIds, String playerId, int limit)
            throws SQLException {
        // Round and bets of one moment: a correction may be projected between the two statements.
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        Instant asOf = asOf(connection);
        List<RoundRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ROUNDS)) {
            select.setArray(1, connection.createArrayOf("text", roundIds.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new RoundRow(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            time(row, 6),
                            row.getInt(7),
                            row.getString(8),
                            row.getString(9),
                            row.getString(10),
                            row.getString(11),
                            row.getLong(12),
                            row.getLong(13),
                            row.getLong(14),
                            betsOf(connection, row.getString(1), playerId, limit),
                            asOf));
                }
            }
        }
        return rows;
    }

    private static List<BetRow> betsOf(Connection connection, String roundId, String playerId, int limit)
            throws SQLException {
        List<BetRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ROUND_BETS)) {
            select.setString(1, roundId);
            select.setString(2, playerId);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(bet(row));
                }
            }
        }
        return rows;
    }

    /** What the wallet has refused is refused, also where its book has not yet written that down. */
    private static BetRow bet(ResultSet row) throws SQLException {
        String code = Optional.ofNullable(row.getString(10)).orElse(row.getString(7));
        String state = row.getString(7) != null
                ? "rejected"
                : Optional.ofNullable(row.getString(9)).orElse("pending");
        return new BetRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(8),
                row.getLong(5),
                row.getString(14),
                state,
                code,
                row.getInt(11),
                row.getLong(12),
                row.getInt(13),
                time(row, 6));
    }

    /** Read before the rows, which can only be newer then. The epoch where no feed ever ran. */
    private static Instant asOf(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(AS_OF);
                ResultSet row = select.executeQuery()) {
            return row.next() ? time(row, 1) : Instant.EPOCH;
        }
    }

    private static PreparedStatement page(Connection connection, String sql, String playerId, long below, int limit)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        select.setString(1, playerId);
        select.setLong(2, below);
        select.setInt(3, limit);
        return select;
    }

    private static @Nullable Long next(int rows, int limit, long last) {
        return rows < limit || last <= 1 ? null : (Long) last;
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
