package io.croupier.wallet.domain;

import io.croupier.wallet.StoredWalletEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wallet that a test tells what to do: decides, stores as the journal would, applies. */
final class DrivenWallet {
    static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123Z");
    static final String EUR = "EUR";
    static final Reference ROUND = new Reference("b1", "roulette-1", "house~r1", "red");

    private Wallet wallet = Wallet.unopened("ann");
    private final List<StoredWalletEvent> journal = new ArrayList<>();

    static DrivenWallet unopened() {
        return new DrivenWallet();
    }

    static DrivenWallet opened() {
        var driven = new DrivenWallet();
        driven.tell(new Transaction.Open("op~open", EUR, Reference.NONE));
        return driven;
    }

    static DrivenWallet holding(long amountMinor) {
        var driven = opened();
        driven.tell(deposit("op~first", amountMinor));
        return driven;
    }

    /** Open and with balances that no transaction of today leads to: a bonus, a debt. */
    static DrivenWallet holding(Balances balances) {
        var driven = opened();
        driven.store(new WalletEvent.Deposited(
                driven.wallet.lastHash(), "op~grant", Reference.NONE, EUR, Split.ZERO, balances, NOW));
        return driven;
    }

    static Transaction.Deposit deposit(String id, long amountMinor) {
        return new Transaction.Deposit(id, amountMinor, EUR, Reference.NONE);
    }

    static Transaction.Withdraw withdraw(String id, long amountMinor) {
        return new Transaction.Withdraw(id, amountMinor, EUR, Reference.NONE);
    }

    static Transaction.Bet bet(String id, long amountMinor) {
        return new Transaction.Bet(id, amountMinor, EUR, ROUND);
    }

    static Transaction.Decline decline(String id, long amountMinor, String code) {
        return new Transaction.Decline(id, amountMinor, EUR, ROUND, code);
    }

    static Transaction.Resolve resolve(String id, long amountMinor) {
        return new Transaction.Resolve(id, amountMinor, EUR, ROUND);
    }

    static Transaction.Win win(String id, String betId, long amountMinor) {
        return new Transaction.Win(id, betId, amountMinor, EUR, false, ROUND);
    }

    static Transaction.Win trustedWin(String id, String betId, long amountMinor) {
        return new Transaction.Win(id, betId, amountMinor, EUR, true, ROUND);
    }

    static Transaction.Rollback rollback(String id, String betId) {
        return new Transaction.Rollback(id, betId, ROUND);
    }

    static Transaction.Refund refund(String id, String betId, long realMinor, long bonusMinor) {
        return new Transaction.Refund(id, betId, new Split(realMinor, bonusMinor), EUR, ROUND);
    }

    static Transaction.Correct correct(String id, String betId, long differenceMinor) {
        return correct(id, betId, differenceMinor, 0);
    }

    static Transaction.Correct correct(String id, String betId, long differenceMinor, long bonusMinor) {
        return new Transaction.Correct(id, betId, differenceMinor, bonusMinor, EUR, ROUND);
    }

    /** Limits that the player sets. */
    static Transaction.SetLimits limit(String id, LimitKind kind, LimitPeriod period, @Nullable Long most) {
        var key = new LimitKey(LimitKey.Setter.PLAYER, kind, period);
        return new Transaction.SetLimits(id, List.of(new Transaction.Wanted(key, most)), Reference.NONE);
    }

    Answer tell(Transaction transaction) {
        return tell(transaction, NOW);
    }

    Answer tell(Transaction transaction, Instant now) {
        due(now);
        Decision decision = wallet.decide(transaction, now);
        decision.event().ifPresent(this::store);
        due(now);
        return decision.answer();
    }

    /** As when somebody looks at the wallet. */
    DrivenWallet due(Instant now) {
        for (var due = wallet.due(now); due.isPresent(); due = wallet.due(now)) {
            store(due.get());
        }
        return this;
    }

    private void store(WalletEvent event) {
        var stored = StoredWalletEvent.of(event);
        journal.add(stored);
        wallet = wallet.apply(stored.event(), stored.hash());
    }

    /** The wallet as it comes back from its journal's bytes. */
    Wallet recovered() {
        Wallet recovering = Wallet.unopened("ann");
        for (StoredWalletEvent stored : journal) {
            var read = StoredWalletEvent.read(stored.bytes());
            recovering = recovering.apply(read.event(), read.hash());
        }
        return recovering;
    }

    Wallet wallet() {
        return wallet;
    }

    long balance() {
        return wallet.view().balanceMinor();
    }

    List<StoredWalletEvent> journal() {
        return journal;
    }
}
