package io.croupier.simulations.domain;

import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one wallet's journal event by event, with rules of its own: each id once, each balance explained by the one before,
 * each event naming the hash of the one before, each refusal with a reason.
 */
final class WalletJudge {
    private final WalletNode node;
    private final BonusJudge bonuses = new BonusJudge(this::voids);
    /** Signed movements of the balance, by transaction id. */
    final Map<String, Long> moved = new HashMap<>();
    /** The same with what paid off a debt, or became one, and with what was the house's cost of bonuses: as a book knows them. */
    final Map<String, Long> settled = new HashMap<>();

    final Map<String, WalletEvent> events = new HashMap<>();
    private final Map<String, Split> taken = new HashMap<>();
    private final Set<String> won = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private Balances balances = Balances.ZERO;

    WalletJudge(WalletNode node) {
        this.node = node;
    }

    /** What of a bet's money did not move the balance, with its sign turned: it was a debt's, or the house's cost of bonuses. */
    long others(String transactionId) {
        return moved.getOrDefault(transactionId, 0L) - settled.getOrDefault(transactionId, 0L);
    }

    /** What a bet has returned in all. */
    long returnedMinor(String betId) {
        return bonuses.returnedMinor(betId);
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
            String fault = bonuses.judge(event, balances);
            require(fault.isEmpty(), event, fault);
            Change change = change(event);
            require(
                    event.after().totalMinor() == balances.totalMinor() + change.balanceMinor
                            && event.after().debtMinor() == balances.debtMinor() + change.debtMinor,
                    event,
                    "follows " + balances);
            moved.put(event.transactionId(), change.balanceMinor);
            settled.put(event.transactionId(), change.balanceMinor - change.debtMinor + change.costMinor);
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

    /** Whether a bet's round was voided as the version that this correction is of. */
    private boolean voids(WalletEvent.BetCorrected e) {
        RoundNode round =
                node.world.round(Objects.requireNonNullElse(e.reference().roundId(), ""));
        return round != null
                && round.events().stream()
                        .anyMatch(event -> event instanceof RoundEvent.VoidAccepted end
                                && e.transactionId().endsWith("~" + end.resultVersion()));
    }

    /** Signed; the cost is what the house gets back of bonuses, negative where it pays. */
    private record Change(long balanceMinor, long debtMinor, long costMinor) {
        static final Change NONE = new Change(0, 0, 0);

        static Change of(long balanceMinor, long costMinor) {
            return new Change(balanceMinor, 0, costMinor);
        }
    }

    private static long cost(@Nullable BonusEffect effect) {
        return effect == null ? 0 : effect.costMinor();
    }

    private Change change(WalletEvent event) {
        if (event instanceof WalletEvent.Deposited e) {
            return Change.of(e.split().totalMinor(), 0);
        } else if (event instanceof WalletEvent.Withdrawn e) {
            return Change.of(-e.split().totalMinor(), 0);
        } else if (event instanceof WalletEvent.BonusGranted e) {
            return Change.of(e.amountMinor(), -e.amountMinor());
        } else if (event instanceof WalletEvent.BonusEnded e) {
            return Change.of(-e.takenMinor(), e.takenMinor());
        } else if (event instanceof WalletEvent.BonusConverted e) {
            return new Change(-e.cutMinor() - e.debtPaidMinor(), -e.debtPaidMinor(), e.cutMinor());
        } else if (event instanceof WalletEvent.BonusReopened e) {
            return new Change(e.owedMinor() + e.cutMinor(), e.owedMinor(), -e.cutMinor());
        } else if (event instanceof WalletEvent.BetTaken e) {
            require(!gone.contains(e.transactionId()), e, "takes a bet that was rolled back");
            taken.put(e.transactionId(), e.split());
            return Change.of(-e.split().totalMinor(), -e.freeMinor());
        } else if (event instanceof WalletEvent.WinCredited e) {
            require(e.trusted() || open(e.betId()), e, "pays a bet that was not taken, or that is gone");
            if (open(e.betId())) {
                won.add(e.betId());
            }
            long balance = e.split().totalMinor();
            long paidOff = e.amountMinor() - balance - cost(e.bonus());
            require(paidOff == 0 || e.after().realMinor() >= balances.realMinor(), e, "pays a debt from elsewhere");
            require(
                    e.after().realMinor() == balances.realMinor() || e.after().debtMinor() == 0,
                    e,
                    "pays real money beside a debt");
            return new Change(balance, -paidOff, cost(e.bonus()));
        } else if (event instanceof WalletEvent.BetCorrected e) {
            return corrected(e);
        } else if (event instanceof WalletEvent.BetRolledBack e) {
            require(open(e.betId()) && !won.contains(e.betId()), e, "gives back what is not open");
            require(returns(e.betId(), e.split(), e.bonus()), e, "gives back another split");
            gone.add(e.betId());
            return Change.of(e.split().totalMinor(), cost(e.bonus()));
        } else if (event instanceof WalletEvent.BetTombstoned e) {
            require(!open(e.betId()) && gone.add(e.betId()), e, "stands for a bet that was taken or is gone already");
        } else if (event instanceof WalletEvent.RollbackRepeated e) {
            require(gone.contains(e.betId()), e, "repeats no rollback");
        } else if (event instanceof WalletEvent.BetRefunded e) {
            require(returns(e.betId(), e.split(), e.bonus()), e, "gives back another split");
            require(gone.add(e.betId()), e, "gives back what is gone");
            return Change.of(e.split().totalMinor(), cost(e.bonus()));
        } else if (event instanceof WalletEvent.TransactionRejected e) {
            require(rightly(e), e, "refuses without a reason");
            if (e.code() == WalletRejection.BET_ROLLED_BACK
                    && !taken.containsKey(e.transactionId())
                    && e.betId() == null) {
                gone.add(e.transactionId());
            }
        }
        return Change.NONE;
    }

    /** Paid or taken back as a whole: from the balance, as a debt, and at the cost of bonuses. */
    private Change corrected(WalletEvent.BetCorrected e) {
        require(taken.containsKey(e.betId()), e, "corrects a bet that was not taken");
        require(bonuses.returnedMinor(e.betId()) >= 0, e, "takes back more than the bet has returned");
        long debt = e.after().debtMinor() - balances.debtMinor();
        long cost = cost(e.bonus());
        require(e.differenceMinor() != 0 && e.movedMinor() - debt + cost == e.differenceMinor(), e, "is not whole");
        require(debt <= 0 || e.after().realMinor() == 0, e, "owes what the wallet has");
        return new Change(e.movedMinor(), debt, cost);
    }

    /** The split that was taken; where bonuses are over, together with what is not the player's any more. */
    private boolean returns(String betId, Split split, @Nullable BonusEffect effect) {
        Split was = taken.get(betId);
        if (was == null || effect == null) {
            return split.equals(was);
        }
        long free = effect.costMinor() - (was.totalMinor() - split.totalMinor());
        return split.realMinor() >= was.realMinor() && split.bonusMinor() <= was.bonusMinor() && free >= 0;
    }

    private boolean open(String betId) {
        return taken.containsKey(betId) && !gone.contains(betId);
    }

    private boolean rightly(WalletEvent.TransactionRejected e) {
        String bet = e.betId();
        return switch (e.code()) {
            case INSUFFICIENT_FUNDS -> {
                boolean staked = e.kind() == TransactionKind.BET;
                long bonus = staked ? bonuses.playableMinor(e.reference().tableId()) : 0;
                yield e.amountMinor() > balances.realMinor() + bonus;
            }
            // Without a bet id it is a bet: rolled back before it came, or resolved away by its book.
            case BET_ROLLED_BACK -> bet == null || gone.contains(bet);
            case BET_ALREADY_SETTLED -> bet != null && won.contains(bet);
            case BET_NOT_FOUND -> bet != null && !open(bet);
            case PLAYER_EXISTS, DECLINED -> true;
            case BONUS_NOT_FOUND -> !bonuses.knows(named(e));
            case BONUS_ENDED -> bonuses.isOver(named(e));
            case WRONG_CURRENCY ->
                e.kind() == TransactionKind.BONUS && e.currency().equals("USD");
            case BONUS_EXPIRED -> e.kind() == TransactionKind.BONUS;
            case FREE_BET_NOT_FOUND, FREE_BET_EXPIRED, FREE_BET_MISMATCH -> bonuses.rightlyRefused(named(e), e);
            // Nobody sets limits or blocks here.
            case UNKNOWN_PLAYER,
                    TRANSACTION_CONFLICT,
                    BALANCE_LIMIT,
                    STAKE_LIMIT,
                    LOSS_LIMIT,
                    DEPOSIT_LIMIT,
                    TURNOVER_LIMIT,
                    SESSION_LIMIT,
                    PLAYER_BLOCKED,
                    EXCLUSION_STANDS,
                    EXCLUSION_TOO_SHORT,
                    BONUS_LIMIT -> false;
        };
    }

    /** The bonus, or the free bets, that a refused transaction was about: the last word of its terms. */
    private static String named(WalletEvent.TransactionRejected e) {
        String terms = Objects.requireNonNullElse(e.terms(), "");
        return terms.substring(terms.lastIndexOf(' ') + 1);
    }
}
