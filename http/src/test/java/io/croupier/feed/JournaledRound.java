package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Roulette;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A round of a provider's roulette with one book, written into the journal step by step as its entities would, which can be left
 * at any step: nobody is there to go on with it. Every bet is on red; 1 is red, 2 is black.
 */
public final class JournaledRound {
    public static final int RED = 1;
    public static final int BLACK = 2;

    private static final String NO_CODE = "betting_closed";

    private final Connection connection;
    private final JournalWriter journal;
    private final RoundTerms terms;
    private final String bookId;
    private final Instant at;
    private final List<BookEvent.Credit> credited = new ArrayList<>();
    private Book book = Book.EMPTY;
    private int version;

    JournaledRound(Connection connection, JournalWriter journal, TableTerms table, String roundId, Instant at) {
        this.connection = connection;
        this.journal = journal;
        this.at = at.truncatedTo(ChronoUnit.MILLIS);
        this.terms = new RoundTerms(table.internalRoundId(roundId), table, this.at.plusSeconds(1));
        this.bookId = terms.roundId() + "~0";
    }

    static TableTerms table(String tableId, String owner) {
        return new TableTerms(tableId, owner, "roulette", "EUR", 1, 1, 1_000_000, 0, 0);
    }

    /** A round of a running program's table that was settled so long ago, with a payout that nobody has asked the wallet for. */
    public static void lost(
            Connection connection, String tableId, String owner, String roundId, String player, Duration ago)
            throws SQLException {
        Instant at = Instant.now().minus(ago);
        new JournaledRound(connection, new JournalWriter(), table(tableId, owner), roundId, at)
                .opened()
                .intended(player, 100)
                .debited(player)
                .decided(player, true)
                .closed()
                .result(RED);
    }

    String roundId() {
        return terms.roundId();
    }

    private BetKey key(String player) {
        return new BetKey(player, "b-" + terms.publicRoundId());
    }

    private void round(RoundEvent event) throws SQLException {
        journal.round(connection, terms.roundId(), event);
    }

    private void book(BookEvent event) throws SQLException {
        journal.book(connection, bookId, event);
        book = book.apply(event);
    }

    JournaledRound opened() throws SQLException {
        round(new RoundEvent.RoundOpened(terms, at));
        round(new RoundEvent.BookRegistered(0, at));
        book(new BookEvent.BookOpened(terms, at));
        return this;
    }

    /** One bet of each player, who is paid in for. */
    JournaledRound intended(String player, long stakeMinor) throws SQLException {
        journal.deposit(connection, player, "for-" + terms.publicRoundId(), 1_000);
        BetKey key = key(player);
        Selection red = new Selection.Roulette("red", List.copyOf(new TreeSet<>(Roulette.RED)));
        book(new BookEvent.IntentsRecorded(
                List.of(new BookEvent.Intent(key.playerId(), key.betId(), red, stakeMinor, at))));
        return this;
    }

    JournaledRound debited(String player) throws SQLException {
        accepted(player, BetTransactions.debit(terms, book.bet(key(player))));
        return this;
    }

    private Answer.Accepted accepted(String player, Transaction transaction) throws SQLException {
        Answer answer = journal.transact(connection, player, transaction).answer();
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return (Answer.Accepted) answer;
    }

    /** What the wallet said, or that nobody knows what it would have. */
    JournaledRound decided(String player, boolean taken) throws SQLException {
        BetKey key = key(player);
        long real = taken ? book.bet(key).stakeMinor() : 0;
        book(new BookEvent.BetsDecided(
                List.of(new BookEvent.Decision(
                        player, key.betId(), taken, real, 0, 0, 0, taken ? null : NO_CODE, null, !taken, null)),
                at));
        return this;
    }

    JournaledRound rolledBack(String player) throws SQLException {
        journal.transact(connection, player, BetTransactions.rollback(terms, book.bet(key(player))));
        book(new BookEvent.RollbacksConfirmed(List.of(key(player)), at));
        return this;
    }

    JournaledRound closed() throws SQLException {
        round(new RoundEvent.BettingClosing("result", at));
        book(new BookEvent.BookSealed(at));
        String digest = BookDigest.of(book);
        round(new RoundEvent.BetsClosed(
                List.of(new RoundEvent.BookTotals(0, book.accepted(), book.stakedMinor(), digest)),
                BookDigest.clientSeed(List.of(digest)),
                at));
        return this;
    }

    /** The next result, and the book's plan for it. */
    JournaledRound result(int number) throws SQLException {
        version++;
        Outcome outcome = new Outcome.Roulette(number);
        round(new RoundEvent.ResultRecorded(
                version, "r" + version, version == 1 ? null : "r" + (version - 1), outcome, null, null, at));
        book(new BookSettlement(Games.ROULETTE, outcome, Map.of(), null).plan(book, version, at));
        return this;
    }

    JournaledRound voiding() throws SQLException {
        version++;
        round(new RoundEvent.VoidAccepted("wheel broke", version, at));
        book(new BookEvent.VoidPlanned("wheel broke", version, at));
        return this;
    }

    /** The wallet is asked, and has not been heard. */
    JournaledRound credited(String player) throws SQLException {
        Answer.Accepted paid = accepted(player, BetTransactions.credit(terms, book.bet(key(player))));
        return believed(player, paid.version());
    }

    /** The next confirmation will say so, whether the wallet knows of it or not. */
    JournaledRound believed(String player, long walletVersion) {
        credited.add(new BookEvent.Credit(player, key(player).betId(), 0, walletVersion));
        return this;
    }

    /** Money that no book has asked for. */
    JournaledRound paidOnceMore(String player, long amountMinor) throws SQLException {
        Transaction.Win win = (Transaction.Win) BetTransactions.credit(terms, book.bet(key(player)));
        accepted(
                player,
                new Transaction.Win(
                        win.id() + "~again", win.betId(), amountMinor, win.currency(), true, win.reference()));
        return this;
    }

    JournaledRound confirmed() throws SQLException {
        book(new BookEvent.CreditsConfirmed(List.copyOf(credited), at));
        credited.clear();
        return this;
    }

    JournaledRound settled() throws SQLException {
        assertThat(book.finished()).isTrue();
        round(new RoundEvent.RoundSettled(version, book.paidMinor(), at));
        return this;
    }

    JournaledRound voided() throws SQLException {
        assertThat(book.finished()).isTrue();
        round(new RoundEvent.RoundVoided(book.paidMinor(), at));
        return this;
    }
}
