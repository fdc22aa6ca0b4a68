package io.croupier.wallet.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The wallet of a player of whom nothing is stored. */
record UnopenedWallet(String playerId) implements Wallet {
    @Override
    public long version() {
        return 0;
    }

    @Override
    public Sha256 lastHash() {
        return Sha256.ZERO;
    }

    @Override
    public WalletView view() {
        return new WalletView(playerId, false, "", 0, 0, 0, 0, 0);
    }

    @Override
    public ProtectionView protection(Instant now) {
        return new ProtectionView(false, List.of(), false, null, false, 0);
    }

    @Override
    public BonusesView bonuses(Instant now) {
        return new BonusesView(false, List.of(), List.of(), 0);
    }

    @Override
    public Optional<WalletEvent> due(Instant now) {
        return Optional.empty();
    }

    @Override
    public Optional<TransactionView> transaction(String id, Recall recall) {
        return Optional.empty();
    }

    @Override
    public boolean isSureOf(String id, Recall recall) {
        return true;
    }

    @Override
    public List<TransactionView> transactions(long beforeVersion, int limit) {
        return List.of();
    }

    @Override
    public Set<String> mustRecall(Transaction transaction, Recall recall) {
        return Set.of();
    }

    @Override
    public int remembered() {
        return 0;
    }

    @Override
    public long forgottenUpTo() {
        return 0;
    }

    @Override
    public Optional<WalletState> state() {
        return Optional.empty();
    }

    @Override
    public Wallet forget(long upTo) {
        return this;
    }

    @Override
    public Decision decide(Transaction transaction, Instant now, Recall recall) {
        if (transaction instanceof Transaction.Open open) {
            var event = new WalletEvent.Opened(
                    Sha256.ZERO, open.id(), open.reference(), open.currency(), now.truncatedTo(ChronoUnit.MILLIS));
            return new Decision(Decided.by(event, 1).answer(open.currency(), false), Optional.of(event));
        }
        return Decision.withoutEvent(
                new Answer.Rejected(transaction.id(), WalletRejection.UNKNOWN_PLAYER, 0, 0, null, null, null, false));
    }

    @Override
    public Wallet apply(WalletEvent event, Sha256 storedHash) {
        if (!event.previousHash().equals(Sha256.ZERO)) {
            throw new BrokenChainException(playerId, 1, event.previousHash(), Sha256.ZERO);
        }
        if (event instanceof WalletEvent.Opened opened) {
            return new OpenWallet(
                    playerId,
                    opened.currency(),
                    Balances.ZERO,
                    1,
                    storedHash,
                    Memory.EMPTY.after(event, 1),
                    Usage.NONE,
                    Protection.NONE,
                    Bonuses.NONE);
        }
        throw new IllegalStateException("wallet=" + playerId + " is not open, yet its first event is " + event);
    }
}
