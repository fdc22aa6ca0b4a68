package io.croupier.simulations.domain;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one wallet's journal event by event, with rules of its own: each id once, each balance explained by the one before,
 * each event naming the hash of the one before, each refusal with a reason.
 */
final class WalletJudge {
    private final WalletNode node;
    /** Signed movements of the balance, by transaction id. */
    final Map<String, Long> moved = new HashMap<>();

    final Map<String, WalletEvent> events = new HashMap<>();
    private final Map<String, Split> taken = new HashMap<>();
    private final Set<String> won = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private Balances balances = Balances.ZERO;

    WalletJudge(WalletNode node) {
        this.node = node;
    }

    long balanceMinor() {
        return balances.totalMinor();
    }

    void judge() {
        List<WalletEvent> stored = node.events();
        Sha256 last = Sha256.ZERO;
        for (int i = 0; i < stored.size(); i++) {
            WalletEvent event = stored.get(i);
            require(event.previousHash().equals(last), event, "names another event before it");
            require(events.put(event.transactionId(), event) == null, event, "decides its transaction a second time");
            require((event instanceof WalletEvent.Opened) == (i == 0), event, "is not the first or not an opening");
            long change = change(event);
            long was = balances.totalMinor();
            require(event.after().totalMinor() == was + change, event, "follows a balance of " + was);
            require(event.after().debtMinor() == 0, event, "leaves a debt");
            moved.put(event.transactionId(), change);
            balances = event.after();
            last = Sha256.of(node.journal.get(i));
        }
        if (node.state.view().balanceMinor() != balances.totalMinor()) {
            throw new Broken(
                    Broken.Rule.WALLET,
                    node.id + " says " + node.state.view().balanceMinor() + ", its journal " + balances.totalMinor());
        }
    }

    private void require(boolean holds, WalletEvent event, String what) {
        if (!holds) {
            throw new Broken(Broken.Rule.WALLET, node.id + ": " + event + " " + what);
        }
    }

    private long change(WalletEvent event) {
        if (event instanceof WalletEvent.Deposited e) {
            return e.split().totalMinor();
        } else if (event instanceof WalletEvent.Withdrawn e) {
            return -e.split().totalMinor();
        } else if (event instanceof WalletEvent.BetTaken e) {
            require(!gone.contains(e.transactionId()), e, "takes a bet that was rolled back");
            taken.put(e.transactionId(), e.split());
            return -e.split().totalMinor();
        } else if (event instanceof WalletEvent.WinCredited e) {
            require(e.trusted() || open(e.betId()), e, "pays a bet that was not taken, or that is gone");
            if (open(e.betId())) {
                won.add(e.betId());
            }
            return e.amountMinor();
        } else if (event instanceof WalletEvent.BetRolledBack e) {
            require(open(e.betId()) && !won.contains(e.betId()), e, "gives back what is not open");
            require(e.split().equals(taken.get(e.betId())), e, "gives back another split");
            gone.add(e.betId());
            return e.split().totalMinor();
        } else if (event instanceof WalletEvent.BetTombstoned e) {
            require(!open(e.betId()) && gone.add(e.betId()), e, "stands for a bet that was taken or is gone already");
        } else if (event instanceof WalletEvent.RollbackRepeated e) {
            require(gone.contains(e.betId()), e, "repeats no rollback");
        } else if (event instanceof WalletEvent.BetRefunded e) {
            require(e.split().equals(taken.get(e.betId())), e, "gives back another split");
            require(gone.add(e.betId()), e, "gives back what is gone");
            return e.split().totalMinor();
        } else if (event instanceof WalletEvent.TransactionRejected e) {
            require(rightly(e), e, "refuses without a reason");
            if (e.code() == WalletRejection.BET_ROLLED_BACK
                    && !taken.containsKey(e.transactionId())
                    && e.betId() == null) {
                gone.add(e.transactionId());
            }
        }
        return 0;
    }

    private boolean open(String betId) {
        return taken.containsKey(betId) && !gone.contains(betId);
    }

    private boolean rightly(WalletEvent.TransactionRejected e) {
        String bet = e.betId();
        return switch (e.code()) {
            case INSUFFICIENT_FUNDS -> e.amountMinor() > balances.realMinor();
            // Without a bet id it is a bet: rolled back before it came, or resolved away by its book.
            case BET_ROLLED_BACK -> bet == null || gone.contains(bet);
            case BET_ALREADY_SETTLED -> bet != null && won.contains(bet);
            case BET_NOT_FOUND -> bet != null && !open(bet);
            case PLAYER_EXISTS, DECLINED -> true;
            // Nobody sets limits or blocks here.
            case UNKNOWN_PLAYER,
                    TRANSACTION_CONFLICT,
                    WRONG_CURRENCY,
                    BALANCE_LIMIT,
                    STAKE_LIMIT,
                    LOSS_LIMIT,
                    DEPOSIT_LIMIT,
                    TURNOVER_LIMIT,
                    SESSION_LIMIT,
                    PLAYER_BLOCKED,
                    EXCLUSION_STANDS,
                    EXCLUSION_TOO_SHORT -> false;
        };
    }
}
