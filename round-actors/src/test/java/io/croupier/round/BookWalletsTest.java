package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.croupier.round.WalletCalls.CallId;
import io.croupier.round.WalletCalls.Kind;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletRejection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BookWalletsTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final BetKey BET = new BetKey("ann", "b1");
    private static final RoundTerms TERMS = new RoundTerms(
            "house~r1", new TableTerms("t1", "house", "crash", "EUR", 1, 10, 1_000, 3_000, 400), NOW.plusSeconds(3));

    private final Map<CallId, Transaction> calls = new LinkedHashMap<>();
    private final BookWallets wallets = new BookWallets(
            new BookWallets.Calls() {
                @Override
                public void start(CallId id, Transaction transaction, Instant now) {
                    calls.put(id, transaction);
                }

                @Override
                public void startLater(CallId id, Transaction transaction, Instant notBefore) {
                    calls.put(id, transaction);
                }
            },
            BookSettings.of(ConfigFactory.load()));
    private Book book = Book.EMPTY
            .apply(new BookEvent.BookOpened(TERMS, NOW))
            .apply(new BookEvent.IntentsRecorded(
                    List.of(new BookEvent.Intent("ann", "b1", new Selection.Crash(null), 80, NOW))));

    /** The first of two debits met a wallet that was not open and the second one that was: seen in the simulation of the domain. */
    @Test
    void givesBackAStakeThatWasTakenAfterAnUnknownPlayersRefusal() {
        answered(Kind.DEBIT, refused(WalletRejection.UNKNOWN_PLAYER, 0));
        assertThat(book.bet(BET).state()).isEqualTo(Bet.State.REJECTED);
        assertThat(book.rollbacks()).containsExactly(BET);
        assertThat(calls).containsOnlyKeys(new CallId(Kind.RESOLVE, BET));

        answered(Kind.RESOLVE, taken());
        assertThat(calls.get(new CallId(Kind.ROLLBACK, BET))).isEqualTo(BetTransactions.rollback(TERMS, book.bet(BET)));
    }

    @Test
    void isDoneWithAPlayerWhoStaysUnknown() {
        answered(Kind.DEBIT, refused(WalletRejection.UNKNOWN_PLAYER, 0));
        answered(Kind.RESOLVE, refused(WalletRejection.UNKNOWN_PLAYER, 0));
        assertThat(book.rollbacks()).isEmpty();
        assertThat(calls).containsOnlyKeys(new CallId(Kind.RESOLVE, BET));
    }

    @Test
    void asksNoMoreAboutARefusalThatTheWalletHasStored() {
        answered(Kind.DEBIT, refused(WalletRejection.INSUFFICIENT_FUNDS, 3));
        assertThat(book.rollbacks()).isEmpty();
        assertThat(calls).isEmpty();
    }

    private void answered(Kind kind, Answer answer) {
        var batch = new BookBatch();
        wallets.answered(book, batch, new CallId(kind, BET), answer, NOW);
        for (BookEvent event : batch.events(NOW)) {
            book = book.apply(event);
        }
        wallets.follow(book, batch, NOW);
    }

    private static Answer refused(WalletRejection code, long version) {
        return new Answer.Rejected("bet~b1", code, 0, version, null, null, false);
    }

    private static Answer taken() {
        return new Answer.Accepted("bet~b1", Answer.Status.ACCEPTED, -80, new Split(80, 0), 20, "EUR", 3, NOW, true);
    }
}
