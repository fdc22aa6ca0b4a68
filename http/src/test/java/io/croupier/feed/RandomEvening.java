package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.audit.Ledger;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An evening by chance, as wallets and books would have written it: deposits and withdrawals, a provider's own bets, wins and
 * rollbacks, rounds of two tables with bets that are taken, refused, rolled back, won, lost, voided, corrected and left in play.
 */
final class RandomEvening {
    private static final int PLAYERS = 12;
    private static final int BOOKS = 2;
    private static final int MOST_VERSIONS = 3;
    private static final long FREE_STAKE = 500;

    private static final Instant BEGIN = Instant.parse("2026-11-21T18:00:00Z");

    private final Random random;
    private final Connection connection;
    private final JournalWriter journal;
    private final Map<String, Book> books = new HashMap<>();
    private int ids;

    RandomEvening(long seed, Connection connection, JournalWriter journal) {
        this.random = new Random(seed);
        this.connection = connection;
        this.journal = journal;
    }

    Map<String, Book> books() {
        return books;
    }

    void open() throws SQLException {
        for (int i = 0; i < PLAYERS; i++) {
            String player = "p" + i;
            transact(player, new Transaction.Open("op~open", currency(player), Reference.NONE));
            transact(
                    player,
                    new Transaction.Deposit(
                            "op~first", 5_000L + random.nextInt(5_000), currency(player), Reference.NONE));
            grant(player);
        }
    }

    /** A bonus, or free bets; some are over soon, as times go here, and some are taken back. */
    void bonus() throws SQLException {
        String player = player();
        if (random.nextInt(4) == 0) {
            transact(player, new Transaction.ForfeitBonus("op~x" + ids++, "g" + random.nextInt(ids), Reference.NONE));
        } else {
            grant(player);
        }
    }

    private void grant(String player) throws SQLException {
        String id = "op~g" + ids++;
        Instant until = clock().plusMillis(1 + random.nextInt(40_000));
        boolean wagered = random.nextBoolean();
        transact(
                player,
                random.nextBoolean()
                        ? new Transaction.GrantBonus(
                                id,
                                1L + random.nextInt(3_000),
                                currency(player),
                                new BonusTerms(
                                        random.nextInt(5_000),
                                        List.of(),
                                        random.nextInt(2) == 0
                                                ? BonusTerms.Order.REAL_FIRST
                                                : BonusTerms.Order.BONUS_FIRST,
                                        random.nextInt(2) == 0 ? BonusTerms.Wins.PROPORTIONAL : BonusTerms.Wins.REAL,
                                        random.nextBoolean() ? null : (long) random.nextInt(3_000),
                                        until),
                                Reference.NONE)
                        : new Transaction.GrantFreeBets(
                                id,
                                currency(player),
                                new FreeBetTerms(
                                        3,
                                        FREE_STAKE,
                                        List.of(table(player).tableId()),
                                        until,
                                        wagered ? 200 : 0,
                                        wagered ? until.plusMillis(random.nextInt(20_000)) : null),
                                Reference.NONE));
    }

    /** It goes a second ahead with every step, so that bonuses expire in the course of an evening. */
    private Instant clock() {
        return BEGIN.plusSeconds(ids);
    }

    /** One of the player's free bets, or null. */
    private @Nullable String freeBets(String player) {
        return journal.wallet(player).bonuses(clock()).freeBets().stream()
                .findFirst()
                .map(BonusesView.FreeBetsView::id)
                .orElse(null);
    }

    /** Even players play for euros, odd ones for dollars. */
    private static String currency(String player) {
        return Integer.parseInt(player.substring(1)) % 2 == 0 ? "EUR" : "USD";
    }

    private static TableTerms table(String player) {
        return currency(player).equals("EUR")
                ? new TableTerms("roulette-1", "house", "roulette", "EUR", BOOKS, 1, 1_000_000, 1000, 1000)
                : new TableTerms("roulette-$", "acme", "roulette", "USD", BOOKS, 1, 1_000_000, 0, 0);
    }

    private String player() {
        return "p" + random.nextInt(PLAYERS);
    }

    void cashier() throws SQLException {
        String player = player();
        String id = "op~c" + ids++;
        long amount = 1L + random.nextInt(3_000);
        transact(
                player,
                random.nextBoolean()
                        ? new Transaction.Deposit(id, amount, currency(player), Reference.NONE)
                        : new Transaction.Withdraw(id, amount, currency(player), Reference.NONE));
    }

    /** A bet of a seamless wallet, then perhaps wins, a rollback, or a rollback first. */
    void provider() throws SQLException {
        String player = player();
        String bet = "prv~acme~t" + ids++;
        Reference about = new Reference(null, null, "acme~s" + ids, "");
        Transaction.Rollback back = new Transaction.Rollback("prv~acme~t" + ids++, bet, about);
        if (random.nextInt(8) == 0) {
            transact(player, back);
        }
        transact(player, new Transaction.Bet(bet, random.nextInt(2_000), currency(player), about));
        for (int i = random.nextInt(3); i > 0; i--) {
            transact(
                    player,
                    new Transaction.Win(
                            "prv~acme~t" + ids++, bet, random.nextInt(3_000), currency(player), false, about));
        }
        if (random.nextInt(4) == 0) {
            transact(player, back);
        }
    }

    /** A round of one table, left unfinished now and then. */
    void round() throws SQLException {
        TableTerms table = table(player());
        String roundId = table.internalRoundId("r" + ids++);
        RoundTerms terms = new RoundTerms(roundId, table, now().plusSeconds(60));
        for (int number = 0; number < BOOKS; number++) {
            book(terms, roundId + "~" + number, number);
        }
    }

    private void book(RoundTerms terms, String bookId, int number) throws SQLException {
        write(bookId, new BookEvent.BookOpened(terms, now()));
        List<BookEvent.Intent> intents = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            String player = "p" + i;
            boolean here = Math.floorMod(player.hashCode(), BOOKS) == number
                    && currency(player).equals(terms.table().currency());
            for (int bets = here ? random.nextInt(3) : 0; bets > 0; bets--) {
                Selection selection = new Selection.Roulette(random.nextBoolean() ? "red" : "black", List.of());
                String free = random.nextInt(3) == 0 ? freeBets(player) : null;
                long stake = free == null ? 1L + random.nextInt(2_500) : FREE_STAKE;
                intents.add(new BookEvent.Intent(player, "b" + ids++, selection, stake, now(), free));
            }
        }
        write(bookId, new BookEvent.IntentsRecorded(intents));
        List<BookEvent.Decision> decisions = new ArrayList<>();
        for (BookEvent.Intent intent : intents) {
            if (random.nextInt(20) != 0) {
                decisions.add(debit(terms, bookId, intent));
            }
        }
        write(bookId, new BookEvent.BetsDecided(decisions, now()));
        for (BookEvent.Decision decision : decisions) {
            if (decision.rollbackOwed() && random.nextInt(4) != 0) {
                Bet bet = book(bookId).bet(decision.key());
                transact(decision.playerId(), BetTransactions.rollback(terms, bet));
            }
        }
        end(terms, bookId);
    }

    private BookEvent.Decision debit(RoundTerms terms, String bookId, BookEvent.Intent intent) throws SQLException {
        Bet bet = book(bookId).bet(intent.key());
        Answer answer =
                transact(intent.playerId(), BetTransactions.debit(terms, bet)).answer();
        if (random.nextInt(10) == 0) {
            return new BookEvent.Decision(
                    intent.playerId(), intent.betId(), false, 0, 0, 0, 0, "betting_closed", null, true, null);
        }
        if (answer instanceof Answer.Accepted accepted) {
            return new BookEvent.Decision(
                    intent.playerId(),
                    intent.betId(),
                    true,
                    accepted.split().realMinor(),
                    accepted.split().bonusMinor(),
                    accepted.balanceMinor(),
                    accepted.version(),
                    null,
                    null,
                    false,
                    null,
                    bet.freeBetId() == null ? 0 : bet.stakeMinor());
        }
        return new BookEvent.Decision(
                intent.playerId(), intent.betId(), false, 0, 0, 0, 0, "insufficient_funds", null, false, null);
    }

    private void end(RoundTerms terms, String bookId) throws SQLException {
        int end = random.nextInt(10);
        if (end == 0) {
            return;
        }
        write(bookId, new BookEvent.BookSealed(now()));
        write(bookId, end == 1 ? new BookEvent.VoidPlanned("by chance", 0, now()) : plan(bookId, 1));
        for (int version = 2; version <= MOST_VERSIONS && end > 1 && random.nextInt(3) == 0; version++) {
            pay(terms, bookId, true);
            end = random.nextInt(4);
            write(bookId, end == 1 ? new BookEvent.VoidPlanned("late", version, now()) : plan(bookId, version));
        }
        pay(terms, bookId, false);
    }

    private BookEvent.SettlementPlanned plan(String bookId, int version) {
        return new BookSettlement(
                        Games.ROULETTE, new Outcome.Roulette(random.nextInt(37)), Map.of(), now().plusSeconds(1))
                .plan(book(bookId), version, now());
    }

    /** What the wallets are asked for, and have confirmed where that is everything. */
    private void pay(RoundTerms terms, String bookId, boolean everything) throws SQLException {
        List<BookEvent.Credit> paid = new ArrayList<>();
        for (BetKey key : book(bookId).unpaid()) {
            if (everything || random.nextInt(10) != 0) {
                Bet bet = book(bookId).bet(key);
                Answer answer = transact(key.playerId(), BetTransactions.credit(terms, bet))
                        .answer();
                assertThat(answer).isInstanceOf(Answer.Accepted.class);
                Answer.Accepted accepted = (Answer.Accepted) answer;
                paid.add(
                        new BookEvent.Credit(key.playerId(), key.betId(), accepted.balanceMinor(), accepted.version()));
            }
        }
        if (everything) {
            write(bookId, new BookEvent.CreditsConfirmed(paid, now()));
        }
    }

    private Book book(String bookId) {
        return books.getOrDefault(bookId, Book.EMPTY);
    }

    private void write(String bookId, BookEvent event) throws SQLException {
        journal.book(connection, bookId, event);
        books.put(bookId, book(bookId).apply(event));
    }

    private Decision transact(String player, Transaction transaction) throws SQLException {
        return journal.transact(connection, player, transaction, clock());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What the audit makes of the same journal. */
    static Ledger audited(Connection connection) throws SQLException {
        Ledger ledger = new Ledger();
        Cursor cursor = new Cursor(new Cursor.Epoch(1, 0, 0), false, 0, 0);
        for (FeedEvent event : StoredEvents.readAll(new JournalTail(1_000_000).read(connection, cursor))) {
            ledger.add(event.persistenceId(), event.sequenceNumber(), event.event());
        }
        return ledger;
    }
}
