package io.croupier.feed;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookEvent.BetsDecided;
import io.croupier.round.domain.BookEvent.CashOutsTaken;
import io.croupier.round.domain.BookEvent.CreditsConfirmed;
import io.croupier.round.domain.BookEvent.IntentsRecorded;
import io.croupier.round.domain.BookEvent.SettlementPlanned;
import io.croupier.round.domain.BookEvent.VoidPlanned;
import io.croupier.round.game.Games;
import io.croupier.round.game.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What books' events mean: how each bet stands, and what a settlement moves between bets in play and the house. One posting
 * per settled book: the stakes of all its bets less what they return. A bet goes through its stages in one order, so a batch
 * writes all intents first, then all decisions, then cash-outs, then settlements with what the wallets have confirmed of them.
 */
final class BookEffects {
    private static final String INTENDED = "INSERT INTO player_bet (round_id, player_id, bet_id, book_id, selection,"
            + " stake_minor, state, at)"
            + " SELECT round_id, player_id, bet_id, book_id, selection, stake, 'pending', at::timestamptz FROM"
            + " unnest(?, ?, ?, ?, ?, ?, ?) AS n (round_id, player_id, bet_id, book_id, selection, stake, at)";
    private static final String UPDATE = "UPDATE player_bet AS b SET ";
    private static final String WHERE =
            " WHERE b.round_id = n.round_id AND b.player_id = n.player_id AND b.bet_id = n.bet_id";
    private static final String DECIDED = UPDATE + "state = n.state, code = n.code FROM"
            + " unnest(?, ?, ?, ?, ?) AS n (round_id, player_id, bet_id, state, code)" + WHERE;
    private static final String CASHED_OUT = UPDATE + "cashed_out_x100 = n.x100 FROM"
            + " unnest(?, ?, ?, ?) AS n (round_id, player_id, bet_id, x100)" + WHERE;
    private static final String STOOD = " WHERE book_id = ? AND state NOT IN ('pending', 'rejected')";
    private static final String LOST =
            "UPDATE player_bet SET state = 'lost', payout_minor = 0, result_version = ?" + STOOD;
    private static final String RETURNED = UPDATE + "state = n.state, payout_minor = n.payout FROM"
            + " unnest(?, ?, ?, ?, ?) AS n (round_id, player_id, bet_id, state, payout)" + WHERE;
    private static final String VOIDED =
            "UPDATE player_bet SET state = 'voided', payout_minor = stake_minor, result_version = ?" + STOOD;

    private static final String CONFIRMED = UPDATE + "paid_minor = b.payout_minor, paid_version = n.version FROM"
            + " unnest(?, ?, ?, ?) AS n (round_id, player_id, bet_id, version)" + WHERE;

    private final Postings postings;
    private final ColumnArrays intended = new ColumnArrays("text", "text", "text", "text", "text", "int8", "text");
    private final ColumnArrays decided = new ColumnArrays("text", "text", "text", "text", "text");
    private final ColumnArrays cashedOut = new ColumnArrays("text", "text", "text", "int4");
    private final List<Turn> turns = new ArrayList<>(List.of(new Turn()));

    /** A settlement of a book; a voided one has no lines. */
    private record Settlement(
            String roundId, String bookId, boolean voided, int resultVersion, List<BookEvent.Line> lines) {}

    /**
     * Settlements, and confirmations that come after them. A book plans a version when the one before is confirmed: where both are in
     * one batch, the second plan begins another turn.
     */
    private static final class Turn {
        private final List<Settlement> settlements = new ArrayList<>();
        private final ColumnArrays confirmed = new ColumnArrays("text", "text", "text", "int8");
        private final Set<String> confirmedBooks = new HashSet<>();

        void write(Connection connection) throws SQLException {
            for (Settlement settlement : settlements) {
                settle(connection, settlement);
            }
            confirmed.execute(connection, CONFIRMED);
        }
    }

    BookEffects(Postings postings) {
        this.postings = postings;
    }

    /** The book's position after its next event. */
    BookPosition add(FeedEvent entry, BookEvent event, BookPosition before) {
        String bookId = entry.entityId();
        String roundId = bookId.substring(0, bookId.lastIndexOf('~'));
        long number = entry.sequenceNumber();
        String table = before.tableId();
        String currency = before.currency();
        long staked = before.stakedMinor();
        long house = before.houseMinor();
        if (event instanceof BookEvent.BookOpened opened) {
            table = opened.terms().table().tableId();
            currency = opened.terms().table().currency();
        } else if (event instanceof IntentsRecorded recorded) {
            recorded.intents().forEach(intent -> intended(roundId, bookId, intent));
        } else if (event instanceof BetsDecided decisions) {
            for (BookEvent.Decision decision : decisions.decisions()) {
                decided(roundId, decision);
                staked = Math.addExact(staked, decision.stakedMinor());
            }
        } else if (event instanceof CashOutsTaken taken) {
            taken.cashOuts().forEach(bet -> cashedOut.add(roundId, bet.playerId(), bet.betId(), bet.multiplierX100()));
        } else if (event instanceof SettlementPlanned planned) {
            long returned = planned.lines().stream()
                    .mapToLong(BookEvent.Line::payoutMinor)
                    .reduce(0, Math::addExact);
            house = settled(entry, before, Math.subtractExact(staked, returned), planned.at());
            settles(new Settlement(roundId, bookId, false, planned.resultVersion(), planned.lines()));
        } else if (event instanceof VoidPlanned voided) {
            house = settled(entry, before, 0, voided.at());
            settles(new Settlement(roundId, bookId, true, voided.resultVersion(), List.of()));
        } else if (event instanceof CreditsConfirmed confirmed) {
            confirmed.credits().forEach(credit -> confirmed(roundId, bookId, credit));
        }
        return new BookPosition(number, table, currency, staked, house);
    }

    /** Moves what the house's share has become since the last settlement of the same book. */
    private long settled(FeedEvent entry, BookPosition book, long houseMinor, Instant at) {
        long more = Math.subtractExact(houseMinor, book.houseMinor());
        String inPlay = Account.inPlay(book.tableId());
        String house = Account.house(book.tableId());
        Postings.Of posting = postings.of(entry, book.currency(), at);
        posting.move(inPlay, house, more);
        return houseMinor;
    }

    private void intended(String roundId, String bookId, BookEvent.Intent intent) {
        Selection selection = intent.selection();
        intended.add(
                roundId,
                intent.playerId(),
                intent.betId(),
                bookId,
                Games.of(selection.game()).toJson(selection).toString(),
                intent.stakeMinor(),
                intent.at().toString());
    }

    private void decided(String roundId, BookEvent.Decision decision) {
        Bet.State state = decision.accepted() ? Bet.State.ACCEPTED : Bet.State.REJECTED;
        decided.add(roundId, decision.playerId(), decision.betId(), state.publicName(), decision.code());
    }

    private Turn lastTurn() {
        return turns.get(turns.size() - 1);
    }

    private void settles(Settlement settlement) {
        if (lastTurn().confirmedBooks.contains(settlement.bookId)) {
            turns.add(new Turn());
        }
        lastTurn().settlements.add(settlement);
    }

    private void confirmed(String roundId, String bookId, BookEvent.Credit credit) {
        lastTurn().confirmed.add(roundId, credit.playerId(), credit.betId(), credit.walletVersion());
        lastTurn().confirmedBooks.add(bookId);
    }

    void write(Connection connection) throws SQLException {
        intended.execute(connection, INTENDED);
        decided.execute(connection, DECIDED);
        cashedOut.execute(connection, CASHED_OUT);
        for (Turn turn : turns) {
            turn.write(connection);
        }
    }

    private static void settle(Connection connection, Settlement settlement) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(settlement.voided ? VOIDED : LOST)) {
            update.setInt(1, settlement.resultVersion);
            update.setString(2, settlement.bookId);
            update.executeUpdate();
        }
        var returned = new ColumnArrays("text", "text", "text", "text", "int8");
        settlement
                .lines()
                .forEach(line -> returned.add(
                        settlement.roundId,
                        line.playerId(),
                        line.betId(),
                        line.end().publicName(),
                        line.payoutMinor()));
        returned.execute(connection, RETURNED);
    }
}
