package io.croupier.http.audit;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import org.jspecify.annotations.Nullable;

/** One wallet's events, added up and held against the balances that they carry. */
final class WalletAccount {
    private static final String OWN_BET = "bet~";
    private static final String PROVIDER = "prv~";

    private final String playerId;
    private final Ledger ledger;
    private @Nullable String currency;
    private long sequenceNumber;
    private long amountsMinor;
    private long cashierMinor;
    private long bonusCostMinor;
    private Balances balances = Balances.ZERO;
    private Sha256 hash = Sha256.ZERO;

    WalletAccount(String playerId, Ledger ledger) {
        this.playerId = playerId;
        this.ledger = ledger;
    }

    String currency() {
        return currency == null ? "?" : currency;
    }

    /** What the player has, less what the player owes. */
    long ownedMinor() {
        return Math.subtractExact(balances.totalMinor(), balances.debtMinor());
    }

    long cashierMinor() {
        return cashierMinor;
    }

    /** What the house got back of bonuses and free bets, less what it granted and staked. */
    long bonusCostMinor() {
        return bonusCostMinor;
    }

    void check() {
        if (amountsMinor != ownedMinor()) {
            ledger.fault("playerId=" + playerId + " has " + ownedMinor() + " by its balance and " + amountsMinor
                    + " by its transactions");
        }
    }

    void add(long number, StoredWalletEvent stored) {
        if (number != sequenceNumber + 1) {
            ledger.fault("playerId=" + playerId + " has event " + number + " after " + sequenceNumber);
        }
        WalletEvent event = stored.event();
        if (!event.previousHash().equals(hash)) {
            ledger.fault("playerId=" + playerId + " event " + number + " does not name the hash of the one before");
        }
        sequenceNumber = number;
        hash = stored.hash();
        balances = event.after();
        apply(event);
    }

    private void apply(WalletEvent event) {
        if (event instanceof WalletEvent.Opened opened) {
            currency = opened.currency();
        } else if (event instanceof WalletEvent.Deposited deposit) {
            cashier(deposit.split().totalMinor());
        } else if (event instanceof WalletEvent.Withdrawn withdrawal) {
            cashier(-withdrawal.split().totalMinor());
        } else if (event instanceof WalletEvent.BetTaken bet) {
            taken(bet);
        } else if (event instanceof WalletEvent.WinCredited win) {
            credited(win.transactionId(), win.reference(), win.amountMinor());
            cost(win.bonus());
        } else if (event instanceof WalletEvent.BetRefunded refund) {
            credited(refund.transactionId(), refund.reference(), withCost(refund.split(), refund.bonus()));
            cost(refund.bonus());
        } else if (event instanceof WalletEvent.BetRolledBack rollback) {
            rolledBack(rollback);
            cost(rollback.bonus());
        } else if (event instanceof WalletEvent.BetCorrected correction) {
            corrected(correction);
            cost(correction.bonus());
        } else if (event instanceof WalletEvent.BonusGranted grant) {
            cost(-grant.amountMinor());
        } else if (event instanceof WalletEvent.BonusEnded ended) {
            cost(ended.takenMinor());
        } else if (event instanceof WalletEvent.BonusConverted converted) {
            cost(converted.cutMinor());
        } else if (event instanceof WalletEvent.BonusReopened reopened) {
            cost(-reopened.cutMinor());
        }
    }

    /** What goes to the house's cost of bonuses, the player does not get. */
    private void cost(long minor) {
        amountsMinor = Math.subtractExact(amountsMinor, minor);
        bonusCostMinor = Math.addExact(bonusCostMinor, minor);
    }

    private void cost(@Nullable BonusEffect effect) {
        if (effect != null) {
            cost(effect.costMinor());
        }
    }

    private static long withCost(Split split, @Nullable BonusEffect effect) {
        return effect == null ? split.totalMinor() : Math.addExact(split.totalMinor(), effect.costMinor());
    }

    /** The whole difference: what became a debt, or paid one off, is owed to or by the player as well. */
    private void corrected(WalletEvent.BetCorrected correction) {
        long minor = correction.differenceMinor();
        amountsMinor = Math.addExact(amountsMinor, minor);
        String roundId = correction.reference().roundId();
        ledger.book(roundId == null ? "?" : roundId).corrected(minor);
    }

    private void cashier(long minor) {
        amountsMinor = Math.addExact(amountsMinor, minor);
        cashierMinor = Math.subtractExact(cashierMinor, minor);
    }

    private void taken(WalletEvent.BetTaken bet) {
        long minor = bet.stakeMinor();
        amountsMinor = Math.subtractExact(amountsMinor, minor);
        cost(-bet.freeMinor());
        if (bet.transactionId().startsWith(PROVIDER)) {
            ledger.provider(currency(), minor);
        } else if (bet.transactionId().startsWith(OWN_BET)) {
            account(bet.reference()).debited(minor);
            settle(bet.reference());
        } else {
            ledger.fault(
                    "playerId=" + playerId + " transaction " + bet.transactionId() + " is a bet of no known source");
        }
    }

    private void credited(String transactionId, Reference reference, long minor) {
        amountsMinor = Math.addExact(amountsMinor, minor);
        if (transactionId.startsWith(PROVIDER)) {
            ledger.provider(currency(), -minor);
        } else {
            account(reference).credited(minor);
            settle(reference);
        }
    }

    private void rolledBack(WalletEvent.BetRolledBack rollback) {
        long minor = withCost(rollback.split(), rollback.bonus());
        amountsMinor = Math.addExact(amountsMinor, minor);
        if (rollback.transactionId().startsWith(PROVIDER)) {
            ledger.provider(currency(), -minor);
        } else {
            account(rollback.reference()).returned(minor);
        }
    }

    private BetAccount account(Reference reference) {
        return ledger.book(reference.roundId() == null ? "?" : reference.roundId())
                .bet(playerId, reference.betId() == null ? "?" : reference.betId());
    }

    private void settle(Reference reference) {
        if (reference.roundId() != null && reference.betId() != null) {
            ledger.book(reference.roundId()).closeIfFinished(playerId, reference.betId());
        }
    }
}
