package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A free bet is a bet like any other to its book, but that the wallet hears which free bets it is one of. */
class FreeBetTest {
    private static final Instant OPENED = Instant.parse("2026-11-20T12:00:00Z");
    private static final RoundTerms ROUND = new RoundTerms(
            "acme~r1", new TableTerms("t1", "acme", "roulette", "EUR", 4, 10, 1_000, 0, 0), OPENED.plusSeconds(10));
    private static final Selection SEVEN = new Selection.Roulette("straight", List.of(7));
    private static final BetKey KEY = new BetKey("ann", "b1");

    private static BetRequest request(@Nullable String freeBetId) {
        return new BetRequest(KEY, "t1", "acme~r1", SEVEN, 100, "EUR", freeBetId);
    }

    private static Book intended() {
        Book open = Book.EMPTY.apply(new BookEvent.BookOpened(ROUND, OPENED));
        BookEvent.Intent intent = ((BetVerdict.Take) open.decide(request("welcome"), OPENED, 10, null)).intent();
        return open.apply(new BookEvent.IntentsRecorded(List.of(intent)));
    }

    private static Book accepted() {
        var batch = new BookBatch();
        var taken = new Answer.Accepted("bet~b1", Answer.Status.ACCEPTED, 0, Split.ZERO, 500, "EUR", 3, OPENED, false);
        var wallets = new BookWallets(new NoCalls(), Duration.ofSeconds(1), Duration.ofMinutes(1));
        wallets.answered(intended(), batch, new WalletCall(WalletCall.Kind.DEBIT, KEY), taken, OPENED);
        Book book = intended();
        for (BookEvent event : batch.events(OPENED)) {
            book = book.apply(event);
        }
        return book.apply(new BookEvent.BookSealed(OPENED));
    }

    /** Nothing here calls a wallet. */
    private record NoCalls() implements BookWallets.Calls {
        @Override
        public void start(WalletCall id, Transaction transaction, Instant now) {}

        @Override
        public void startLater(WalletCall id, Transaction transaction, Instant notBefore) {}

        @Override
        public void refused(WalletCall id, Transaction transaction, Answer.Rejected answer) {}
    }

    @Test
    void isAnotherBetWithoutTheFreeBetsId() {
        assertThat(intended().decide(request("welcome"), OPENED, 10, null)).isInstanceOf(BetVerdict.Known.class);
        assertThat(intended().decide(request(null), OPENED, 10, null)).isInstanceOf(BetVerdict.Conflict.class);
        assertThat(intended().decide(request("other"), OPENED, 10, null)).isInstanceOf(BetVerdict.Conflict.class);
    }

    @Test
    void itsWalletHearsWhichFreeBetsItIsOneOf() {
        Bet bet = intended().bet(KEY);
        assertThat(BetTransactions.debit(ROUND, bet).freeBetId()).isEqualTo("welcome");
        assertThat(BetTransactions.resolve(ROUND, bet).freeBetId()).isEqualTo("welcome");
        assertThat(BetTransactions.decline(request("welcome"), "betting_closed").freeBetId())
                .isEqualTo("welcome");
    }

    @Test
    void staysWhatItIsWhenItIsAcceptedAndStakesItsStake() {
        Book book = accepted();
        assertThat(book.bet(KEY).freeBetId()).isEqualTo("welcome");
        assertThat(book.bet(KEY).split()).isEqualTo(Split.ZERO);
        assertThat(book.stakedMinor()).isEqualTo(100);
    }

    @Test
    void aCorrectionSaysWhatTheBetReturnsAndWhetherThatIsItsStake() {
        var rules = new BookSettlement(Games.ROULETTE, new Outcome.Roulette(7), Map.of(), null);
        Book won = accepted().apply(rules.plan(accepted(), 1, OPENED));
        Book paid =
                won.apply(new BookEvent.CreditsConfirmed(List.of(new BookEvent.Credit("ann", "b1", 900, 4)), OPENED));
        Book voided = paid.apply(new BookEvent.VoidPlanned("rain", 2, OPENED));
        var correct = (Transaction.Correct) BetTransactions.credit(ROUND, voided.bet(KEY));
        assertThat(correct.differenceMinor()).isEqualTo(-3_500);
        assertThat(correct.payoutMinor()).isEqualTo(100);
        assertThat(correct.stakeIsBack()).isTrue();
    }
}
