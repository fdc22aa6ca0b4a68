package io.croupier.round.domain;

import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletEvent;

/**
 * A round's bets as transactions of its players' wallets. Every id follows from the round, the bet and the result version,
 * so whatever is sent again after a crash is the same transaction:
 *
 * <pre>
 * bet~BET                       debit, decline, "answer or tombstone"
 * rb~ROUND~BET                  rollback of a bet that was refused without the wallet's answer
 * pay~ROUND~BET~VERSION         credit of a win
 * ref~ROUND~BET~VERSION         a stake given back
 * cor~ROUND~BET~VERSION         from version 2 on: the difference to the version before, paid or taken back
 * </pre>
 */
public final class BetTransactions {
    private static final String BET = "bet~";
    private static final String PAY = "pay~";
    private static final String CORRECTION = "cor~";

    /** The id of a bet's debit: over all rounds, since a bet id is unique per player for ever. */
    public static String betTransactionId(String betId) {
        return BET + betId;
    }

    /**
     * Whether a round's book has made this change of balance; it tells the player so, with the balance, by itself. It knows neither of
     * debts nor of bonuses: where a debt was made or paid off, or bonuses had a part, the wallet must be heard too.
     */
    public static boolean toldByBook(WalletEvent event) {
        String id = event.transactionId();
        return (event instanceof WalletEvent.BetTaken bet && id.startsWith(BET) && bet.bonus() == null)
                || (event instanceof WalletEvent.WinCredited win
                        && id.startsWith(PAY)
                        && win.bonus() == null
                        && win.split().totalMinor() == win.amountMinor())
                || (event instanceof WalletEvent.BetCorrected correction
                        && id.startsWith(CORRECTION)
                        && correction.bonus() == null
                        && correction.movedMinor() == correction.differenceMinor());
    }

    /** Takes the stake, or uses a free bet up. */
    public static Transaction.Bet debit(RoundTerms round, Bet bet) {
        return new Transaction.Bet(
                betTransactionId(bet.key().betId()),
                bet.stakeMinor(),
                round.table().currency(),
                reference(round, bet),
                bet.freeBetId());
    }

    /** "Answer or tombstone": what became of the debit; where it never came, it never will. */
    public static Transaction.Resolve resolve(RoundTerms round, Bet bet) {
        return new Transaction.Resolve(
                betTransactionId(bet.key().betId()),
                bet.stakeMinor(),
                round.table().currency(),
                reference(round, bet),
                bet.freeBetId());
    }

    /** Has the wallet store a refusal under the bet's id, so that a repetition gets the same. */
    public static Transaction.Decline decline(BetRequest request, String code) {
        return new Transaction.Decline(
                betTransactionId(request.key().betId()),
                request.stakeMinor(),
                request.currency(),
                new Reference(
                        request.key().betId(),
                        request.tableId(),
                        request.roundId(),
                        request.selection().canonical()),
                code,
                request.freeBetId());
    }

    /** Takes back whatever became of a debit that was refused without the wallet's answer. */
    public static Transaction.Rollback rollback(RoundTerms round, Bet bet) {
        return new Transaction.Rollback(
                "rb~" + round.roundId() + "~" + bet.key().betId(),
                betTransactionId(bet.key().betId()),
                reference(round, bet));
    }

    /** What settles a bet that has ended with another payout than it had before: a credit, or a correction of one. */
    public static Transaction credit(RoundTerms round, Bet bet) {
        if (bet.resultVersion() > 1) {
            return correction(round, bet);
        }
        boolean won = bet.state() == Bet.State.WON;
        String id = (won ? PAY : "ref~") + round.roundId() + "~" + bet.key().betId() + "~" + bet.resultVersion();
        String betId = betTransactionId(bet.key().betId());
        String currency = round.table().currency();
        return won
                ? new Transaction.Win(id, betId, bet.payoutMinor(), currency, true, reference(round, bet))
                : new Transaction.Refund(id, betId, bet.split(), currency, reference(round, bet));
    }

    /** A stake that comes back is bonus money as far as it was taken as such. */
    private static Transaction.Correct correction(RoundTerms round, Bet bet) {
        boolean stakeBack = bet.state() == Bet.State.VOIDED || bet.state() == Bet.State.REFUNDED;
        long bonus = stakeBack ? Math.min(bet.split().bonusMinor(), Math.max(0, bet.differenceMinor())) : 0;
        return new Transaction.Correct(
                CORRECTION + round.roundId() + "~" + bet.key().betId() + "~" + bet.resultVersion(),
                betTransactionId(bet.key().betId()),
                bet.differenceMinor(),
                bonus,
                round.table().currency(),
                reference(round, bet),
                bet.payoutMinor(),
                stakeBack);
    }

    private static Reference reference(RoundTerms round, Bet bet) {
        return new Reference(
                bet.key().betId(),
                round.table().tableId(),
                round.roundId(),
                bet.selection().canonical());
    }

    private BetTransactions() {}
}
