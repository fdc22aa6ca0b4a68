package io.croupier.simulations.domain;

import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Same request, same answer; same id and other content, a conflict; and what was answered is what is stored. */
final class AnswerJudge {
    private final Crowd crowd;
    private final Map<String, WalletJudge> wallets;

    AnswerJudge(Crowd crowd, Map<String, WalletJudge> wallets) {
        this.crowd = crowd;
        this.wallets = wallets;
    }

    private record Asked(String to, Message message) {}

    void judge() {
        Map<Asked, Message> first = new LinkedHashMap<>();
        Map<Asked, Call> receipts = new LinkedHashMap<>();
        for (Call call : crowd.calls) {
            var asked = new Asked(call.to, call.message);
            for (Message answer : call.answers) {
                Message lasting = lasting(answer);
                Message before = lasting == null ? null : first.putIfAbsent(asked, lasting);
                if (before != null && !before.equals(lasting)) {
                    throw broken(call, "was answered " + before + " and " + lasting);
                }
                if (answer instanceof Message.WalletAnswer decided) {
                    wallet(call, ((Message.Transact) call.message).transaction(), decided.answer());
                }
            }
            if (call.receipted()) {
                receipts.merge(asked, call, (a, b) -> a.receiptAtMs <= b.receiptAtMs ? a : b);
            }
        }
        for (Call call : crowd.calls) {
            Call receipt = receipts.get(new Asked(call.to, call.message));
            if (receipt != null && call.sentAtMs > receipt.receiptAtMs && !call.receipted()) {
                throw broken(call, "had a receipt before and is now answered " + call.answer);
            }
        }
    }

    /** The part of an answer that must be the same for ever; null where nothing of it must. */
    private static @Nullable Message lasting(Message answer) {
        if (answer instanceof Message.WalletAnswer a) {
            boolean stored = !(a.answer() instanceof Answer.Rejected rejected)
                    || (rejected.code() != WalletRejection.TRANSACTION_CONFLICT
                            && rejected.code() != WalletRejection.BALANCE_LIMIT);
            return stored ? new Message.WalletAnswer(a.answer().asReplayed()) : null;
        }
        if (answer instanceof Message.BetAnswer b) {
            String code = b.code();
            boolean stored = code == null || (!Crowd.TRANSIENT.contains(code) && !code.equals("transaction_conflict"));
            return stored ? b : null;
        }
        return answer instanceof Message.CashOutAnswer c && c.code() == null ? c : null;
    }

    private void wallet(Call call, Transaction asked, Answer answer) {
        WalletJudge wallet = Objects.requireNonNull(wallets.get(call.to));
        WalletEvent event = wallet.events.get(asked.id());
        if (answer instanceof Answer.Rejected rejected) {
            if (rejected.code() == WalletRejection.BALANCE_LIMIT) {
                return;
            }
            boolean conflict = rejected.code() == WalletRejection.TRANSACTION_CONFLICT;
            if (event == null || conflict == same(asked, event)) {
                throw broken(call, "was answered " + answer + ", and stored is " + event);
            }
            if (!conflict
                    && !(event instanceof WalletEvent.TransactionRejected stored && stored.code() == rejected.code())) {
                throw broken(call, "was refused " + rejected.code() + ", and stored is " + event);
            }
        } else if (answer instanceof Answer.Accepted accepted) {
            boolean fits = event != null
                    && !(event instanceof WalletEvent.TransactionRejected)
                    && same(asked, event)
                    && Objects.equals(wallet.moved.get(asked.id()), accepted.amountMinor())
                    && event.after().totalMinor() == accepted.balanceMinor();
            if (!fits) {
                throw broken(call, "was answered " + answer + ", and stored is " + event);
            }
        }
    }

    /** Whether this event is about the same as was asked, as far as the two can be compared without the wallet's rules. */
    private static boolean same(Transaction asked, WalletEvent event) {
        if (!asked.reference().equals(event.reference())) {
            return false;
        }
        if (event instanceof WalletEvent.TransactionRejected e) {
            return amount(asked) == e.amountMinor()
                    && Objects.equals(bet(asked), e.betId())
                    && (!(asked instanceof Transaction.GrantFreeBets grant)
                            || grant.currency().equals(e.currency()))
                    && (!(asked instanceof Transaction.ForfeitBonus forfeit)
                            || Objects.equals(e.terms(), "bonus " + forfeit.bonusId()));
        }
        if (event instanceof WalletEvent.Opened e) {
            return asked instanceof Transaction.Open open && open.currency().equals(e.currency());
        }
        if (event instanceof WalletEvent.Deposited e) {
            return asked instanceof Transaction.Deposit
                    && amount(asked) == e.split().totalMinor();
        }
        if (event instanceof WalletEvent.Withdrawn e) {
            return asked instanceof Transaction.Withdraw
                    && amount(asked) == e.split().totalMinor();
        }
        if (event instanceof WalletEvent.BetTaken e) {
            String free = e.bonus() == null ? null : e.bonus().freeBetId();
            return asked instanceof Transaction.Bet bet
                    && bet.amountMinor() == e.stakeMinor()
                    && Objects.equals(bet.freeBetId(), free);
        }
        if (event instanceof WalletEvent.WinCredited e) {
            return asked instanceof Transaction.Win win
                    && amount(win) == e.amountMinor()
                    && win.betId().equals(e.betId());
        }
        if (event instanceof WalletEvent.BonusGranted e) {
            return asked instanceof Transaction.GrantBonus grant
                    && grant.amountMinor() == e.amountMinor()
                    && grant.terms().equals(e.terms());
        }
        if (event instanceof WalletEvent.FreeBetsGranted e) {
            return asked instanceof Transaction.GrantFreeBets grant
                    && grant.currency().equals(e.currency())
                    && grant.terms().equals(e.terms());
        }
        if (event instanceof WalletEvent.BonusEnded e) {
            return asked instanceof Transaction.ForfeitBonus forfeit
                    && forfeit.bonusId().equals(e.bonusId());
        }
        return asked instanceof Transaction.Rollback rollback
                && rollback.betId().equals(rolledBack(event));
    }

    private static @Nullable String rolledBack(WalletEvent event) {
        if (event instanceof WalletEvent.BetRolledBack e) {
            return e.betId();
        } else if (event instanceof WalletEvent.BetTombstoned e) {
            return e.betId();
        }
        return event instanceof WalletEvent.RollbackRepeated e ? e.betId() : null;
    }

    private static @Nullable String bet(Transaction asked) {
        if (asked instanceof Transaction.Win win) {
            return win.betId();
        }
        return asked instanceof Transaction.Rollback rollback ? rollback.betId() : null;
    }

    private static long amount(Transaction asked) {
        if (asked instanceof Transaction.Bet bet) {
            return bet.amountMinor();
        } else if (asked instanceof Transaction.GrantBonus grant) {
            return grant.amountMinor();
        } else if (asked instanceof Transaction.Win win) {
            return win.amountMinor();
        } else if (asked instanceof Transaction.Deposit deposit) {
            return deposit.amountMinor();
        }
        return asked instanceof Transaction.Withdraw withdraw ? withdraw.amountMinor() : 0;
    }

    private static Broken broken(Call call, String what) {
        return new Broken(Broken.Rule.ANSWERS, call + " " + what);
    }
}
