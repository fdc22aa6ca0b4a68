package io.croupier.wallet.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A wallet in use.
 *
 * @param memory the transactions that it has decided, as far as it remembers them itself
 * @param usage how much of its limits is used, whether it has any or not
 * @param bonuses {@link Bonuses#NONE} in a wallet that was granted none, which then pays nothing for them
 */
record OpenWallet(
        String playerId,
        String currency,
        Balances balances,
        long version,
        Sha256 lastHash,
        Memory memory,
        Usage usage,
        Protection protection,
        Bonuses bonuses)
        implements Wallet {

    @Override
    public WalletView view() {
        return new WalletView(
                playerId,
                true,
                currency,
                balances.totalMinor(),
                balances.realMinor(),
                balances.bonusMinor(),
                balances.debtMinor(),
                version);
    }

    @Override
    public ProtectionView protection(Instant now) {
        Restriction exclusion = protection.frozen(false).block(now);
        return new ProtectionView(
                true,
                protection.view(usage, now),
                exclusion != null,
                exclusion == null ? null : exclusion.resetsAt(),
                protection.frozen(),
                version);
    }

    @Override
    public BonusesView bonuses(Instant now) {
        return bonuses.view(version, now);
    }

    @Override
    public Optional<WalletEvent> due(Instant now) {
        return bonuses.any() ? BonusRules.due(this, now.truncatedTo(ChronoUnit.MILLIS)) : Optional.empty();
    }

    @Override
    public Optional<TransactionView> transaction(String id, Recall recall) {
        return Optional.ofNullable(memory.known(id, recall)).map(before -> before.view(currency));
    }

    @Override
    public boolean isSureOf(String id, Recall recall) {
        return memory.isSureOf(id, recall);
    }

    @Override
    public List<TransactionView> transactions(long beforeVersion, int limit) {
        return memory.decided()
                .values()
                .toJavaStream()
                .filter(d -> d.version() < beforeVersion
                        && d.accepted()
                        && d.content().kind().movesMoney())
                .sorted(Comparator.comparingLong(Decided::version).reversed())
                .limit(limit)
                .map(d -> d.view(currency))
                .toList();
    }

    @Override
    public Set<String> mustRecall(Transaction transaction, Recall recall) {
        boolean sure = memory.isSureOf(transaction.id(), recall);
        String betId = namedBet(transaction);
        if (sure && (betId == null || memory.isSureOfBet(betId, recall) || memory.remembers(transaction.id()))) {
            return Set.of();
        }
        return betId == null || betId.equals(transaction.id())
                ? Set.of(transaction.id())
                : Set.of(transaction.id(), betId);
    }

    /**
     * The bet whose fate decides; what our own books say of a bet's is taken from them, unless bonuses may have to do with it, of
     * which they know nothing.
     */
    private @Nullable String namedBet(Transaction transaction) {
        if (transaction instanceof Transaction.Bet bet) {
            return bet.id();
        }
        if (transaction instanceof Transaction.Rollback rollback) {
            return rollback.betId();
        }
        if (transaction instanceof Transaction.Refund refund) {
            return refund.betId();
        }
        if (transaction instanceof Transaction.Win win) {
            return win.trusted() && !bonuses.any() ? null : win.betId();
        }
        return transaction instanceof Transaction.Correct correct && bonuses.any() ? correct.betId() : null;
    }

    @Override
    public int remembered() {
        return memory.size();
    }

    @Override
    public long forgottenUpTo() {
        return memory.forgottenUpTo();
    }

    @Override
    public Optional<WalletState> state() {
        return Optional.of(WalletState.of(this));
    }

    @Override
    public Wallet forget(long upTo) {
        if (upTo <= memory.forgottenUpTo()) {
            return this;
        }
        Memory less = memory.forget(Math.min(upTo, version));
        return new OpenWallet(playerId, currency, balances, version, lastHash, less, usage, protection, bonuses);
    }

    @Override
    public Decision decide(Transaction transaction, Instant now, Recall recall) {
        if (!mustRecall(transaction, recall).isEmpty()) {
            throw new IllegalStateException("wallet=" + playerId + " has forgotten what was up to version "
                    + memory.forgottenUpTo() + " and was not told of " + mustRecall(transaction, recall));
        }
        Decided before = memory.known(transaction.id(), recall);
        if (before != null) {
            return Decision.withoutEvent(
                    before.content().equals(Content.of(transaction))
                            ? before.answer(currency, true)
                            : rejected(transaction, WalletRejection.TRANSACTION_CONFLICT, before.view(currency)));
        }
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        if (bonuses.any()) {
            BonusRules.requireNothingDue(this, transaction, at);
        }
        if (transaction instanceof Transaction.Open) {
            return refuse(transaction, WalletRejection.PLAYER_EXISTS, at);
        }
        if (transaction instanceof Transaction.Deposit deposit) {
            return deposit(deposit, at);
        }
        if (transaction instanceof Transaction.Withdraw withdraw) {
            return withdraw(withdraw, at);
        }
        if (transaction instanceof Transaction.Bet bet) {
            return bet(bet, recall, at);
        }
        if (transaction instanceof Transaction.Decline decline) {
            return refuse(transaction, WalletRejection.DECLINED, decline.code(), null, at);
        }
        if (transaction instanceof Transaction.Resolve) {
            return refuse(transaction, WalletRejection.BET_ROLLED_BACK, at);
        }
        if (transaction instanceof Transaction.Win win) {
            return win(win, recall, at);
        }
        if (transaction instanceof Transaction.Rollback rollback) {
            return rollback(rollback, recall, at);
        }
        if (transaction instanceof Transaction.Refund refund) {
            return refund(refund, recall, at);
        }
        if (transaction instanceof Transaction.Correct correct) {
            return correct(correct, recall, at);
        }
        if (transaction instanceof Transaction.SetLimits limits) {
            return accept(new WalletEvent.LimitsSet(
                    lastHash, limits.id(), limits.reference(), protection.changes(limits.limits(), at), balances, at));
        }
        if (transaction instanceof Transaction.Exclude exclude) {
            return exclude(exclude, at);
        }
        if (transaction instanceof Transaction.Freeze) {
            return accept(new WalletEvent.Frozen(lastHash, transaction.id(), transaction.reference(), balances, at));
        }
        if (transaction instanceof Transaction.Unfreeze) {
            return accept(new WalletEvent.Unfrozen(lastHash, transaction.id(), transaction.reference(), balances, at));
        }
        if (transaction instanceof Transaction.GrantBonus grant) {
            return BonusRules.grant(this, grant, at);
        }
        if (transaction instanceof Transaction.GrantFreeBets grant) {
            return BonusRules.grant(this, grant, at);
        }
        if (transaction instanceof Transaction.ForfeitBonus forfeit) {
            return BonusRules.forfeit(this, forfeit, at);
        }
        throw new IllegalArgumentException("no rule for " + transaction);
    }

    private Decision exclude(Transaction.Exclude exclude, Instant at) {
        if (exclude.until() != null && exclude.until().isBefore(at.plus(Protection.SHORTEST_EXCLUSION))) {
            return refuse(exclude, WalletRejection.EXCLUSION_TOO_SHORT, at);
        }
        return protection.shortens(exclude.until(), at)
                ? refuse(exclude, WalletRejection.EXCLUSION_STANDS, at)
                : accept(new WalletEvent.Excluded(
                        lastHash, exclude.id(), exclude.reference(), exclude.until(), balances, at));
    }

    private Decision deposit(Transaction.Deposit deposit, Instant at) {
        if (!deposit.currency().equals(currency)) {
            return refuse(deposit, WalletRejection.WRONG_CURRENCY, at);
        }
        Restriction restriction = protection.onDeposit(deposit.amountMinor(), usage, at);
        if (restriction != null) {
            return refuse(deposit, restriction, at);
        }
        if (!balances.hasRoomFor(deposit.amountMinor())) {
            return noRoom(deposit);
        }
        var split = new Split(deposit.amountMinor(), 0);
        return accept(new WalletEvent.Deposited(
                lastHash, deposit.id(), deposit.reference(), currency, split, balances.plus(split), at));
    }

    private Decision withdraw(Transaction.Withdraw withdraw, Instant at) {
        if (!withdraw.currency().equals(currency)) {
            return refuse(withdraw, WalletRejection.WRONG_CURRENCY, at);
        }
        if (protection.frozen()) {
            return refuse(withdraw, Restriction.block(Restriction.Kind.FREEZE, null), at);
        }
        if (withdraw.amountMinor() > balances.realMinor()) {
            return refuse(withdraw, WalletRejection.INSUFFICIENT_FUNDS, at);
        }
        var split = new Split(withdraw.amountMinor(), 0);
        return accept(new WalletEvent.Withdrawn(
                lastHash, withdraw.id(), withdraw.reference(), currency, split, balances.minus(split), at));
    }

    private Decision bet(Transaction.Bet bet, Recall recall, Instant at) {
        if (memory.fateOf(bet.id(), recall) != null) {
            return refuse(bet, WalletRejection.BET_ROLLED_BACK, at);
        }
        if (!bet.currency().equals(currency)) {
            return refuse(bet, WalletRejection.WRONG_CURRENCY, at);
        }
        Restriction block = protection.block(at);
        if (block != null) {
            return refuse(bet, block, at);
        }
        String freeBetId = bet.freeBetId();
        if (freeBetId != null) {
            WalletRejection refusal = BonusRules.refusal(this, bet, freeBetId, at);
            return refusal != null
                    ? refuse(bet, refusal, at)
                    : taken(bet, Split.ZERO, BonusRules.freeStake(this, freeBetId), at);
        }
        String tableId = bet.reference().tableId();
        Split split = bonuses.any()
                ? bonuses.stakeSplit(bet.amountMinor(), balances, tableId)
                : bet.amountMinor() > balances.totalMinor() ? null : balances.debitSplit(bet.amountMinor());
        return split == null
                ? refuse(bet, WalletRejection.INSUFFICIENT_FUNDS, at)
                : taken(bet, split, bonuses.any() ? bonuses.stake(split, tableId) : null, at);
    }

    private Decision taken(Transaction.Bet bet, Split split, @Nullable BonusStake stake, Instant at) {
        Restriction limit = protection.onBet(split, usage, at);
        if (limit != null) {
            return refuse(bet, limit, at);
        }
        return accept(new WalletEvent.BetTaken(
                lastHash, bet.id(), bet.reference(), currency, split, balances.minus(split), at, stake));
    }

    private Decision win(Transaction.Win win, Recall recall, Instant at) {
        if (!win.currency().equals(currency)) {
            return refuse(win, WalletRejection.WRONG_CURRENCY, at);
        }
        if (!win.trusted()) {
            if (memory.fateOf(win.betId(), recall) == Fate.GONE) {
                return refuse(win, WalletRejection.BET_ROLLED_BACK, at);
            }
            Decided bet = memory.known(win.betId(), recall);
            if (bet == null || !bet.acceptedBet()) {
                return refuse(win, WalletRejection.BET_NOT_FOUND, at);
            }
        }
        Decided bonusBet = bonusBet(win.betId(), recall);
        BonusStake stake = bonusBet == null ? null : bonusBet.bonus();
        if (bonusBet != null && stake != null && stake.sharesWins()) {
            return BonusRules.win(this, win, bonusBet, stake, at);
        }
        long debtPaid = Math.min(win.amountMinor(), balances.debtMinor());
        var split = new Split(Math.subtractExact(win.amountMinor(), debtPaid), 0);
        if (!balances.hasRoomFor(split.totalMinor())) {
            return noRoom(win);
        }
        return accept(new WalletEvent.WinCredited(
                lastHash,
                win.id(),
                win.reference(),
                currency,
                win.betId(),
                win.trusted(),
                win.amountMinor(),
                split,
                balances.payDebt(debtPaid).plus(split),
                at));
    }

    private Decision rollback(Transaction.Rollback rollback, Recall recall, Instant at) {
        Fate fate = memory.fateOf(rollback.betId(), recall);
        if (fate == Fate.GONE) {
            return accept(new WalletEvent.RollbackRepeated(
                    lastHash, rollback.id(), rollback.reference(), rollback.betId(), balances, at));
        }
        if (fate == Fate.WON) {
            return refuse(rollback, WalletRejection.BET_ALREADY_SETTLED, at);
        }
        Decided bet = memory.known(rollback.betId(), recall);
        if (bet != null && bet.content().kind() != TransactionKind.BET) {
            return refuse(rollback, WalletRejection.BET_NOT_FOUND, at);
        }
        if (bet == null || !bet.accepted()) {
            return accept(new WalletEvent.BetTombstoned(
                    lastHash, rollback.id(), rollback.reference(), rollback.betId(), balances, at));
        }
        BonusStake stake = bet.bonus();
        if (stake != null) {
            return BonusRules.rollback(this, rollback, bet, stake, at);
        }
        if (!balances.hasRoomFor(bet.split().totalMinor())) {
            return noRoom(rollback);
        }
        return accept(new WalletEvent.BetRolledBack(
                lastHash,
                rollback.id(),
                rollback.reference(),
                rollback.betId(),
                bet.split(),
                bet.at(),
                balances.plus(bet.split()),
                at));
    }

    private Decision refund(Transaction.Refund refund, Recall recall, Instant at) {
        if (!refund.currency().equals(currency)) {
            return refuse(refund, WalletRejection.WRONG_CURRENCY, at);
        }
        Decided bonusBet = bonusBet(refund.betId(), recall);
        BonusStake stake = bonusBet == null ? null : bonusBet.bonus();
        if (bonusBet != null && stake != null && bonusBet.split().equals(refund.split())) {
            boolean givenBack = memory.fateOf(refund.betId(), recall) == Fate.GONE;
            return BonusRules.refund(this, refund, bonusBet, stake, givenBack, at);
        }
        if (!balances.hasRoomFor(refund.split().totalMinor())) {
            return noRoom(refund);
        }
        return accept(new WalletEvent.BetRefunded(
                lastHash,
                refund.id(),
                refund.reference(),
                currency,
                refund.betId(),
                refund.split(),
                memory.takenAt(refund.betId(), recall),
                balances.plus(refund.split()),
                at));
    }

    private Decision correct(Transaction.Correct correct, Recall recall, Instant at) {
        if (!correct.currency().equals(currency)) {
            return refuse(correct, WalletRejection.WRONG_CURRENCY, at);
        }
        Decided bonusBet = bonusBet(correct.betId(), recall);
        BonusStake stake = bonusBet == null ? null : bonusBet.bonus();
        if (bonusBet != null && stake != null) {
            boolean givenBack = memory.fateOf(correct.betId(), recall) == Fate.GONE;
            return BonusRules.correct(this, correct, bonusBet, stake, givenBack, at);
        }
        Split paid = correct.paidSplit();
        return paid != null ? payMore(correct, paid, at) : takeBack(correct, -correct.differenceMinor(), at);
    }

    /** Bonus money that comes back stays bonus money: a debt is paid off from the real part only. */
    private Decision payMore(Transaction.Correct correct, Split paid, Instant at) {
        long debtPaid = Math.min(paid.realMinor(), balances.debtMinor());
        var split = new Split(Math.subtractExact(paid.realMinor(), debtPaid), paid.bonusMinor());
        return balances.hasRoomFor(split.totalMinor())
                ? accept(corrected(correct, split, balances.payDebt(debtPaid).plus(split), at))
                : noRoom(correct);
    }

    private Decision takeBack(Transaction.Correct correct, long minor, Instant at) {
        long covered = Math.min(minor, balances.totalMinor());
        long owed = Math.subtractExact(minor, covered);
        if (owed > Split.MAX_MINOR - balances.debtMinor()) {
            return noRoom(correct);
        }
        Split split = balances.debitSplit(covered);
        return accept(corrected(correct, split, balances.minus(split).owing(owed), at));
    }

    private WalletEvent corrected(Transaction.Correct correct, Split split, Balances after, Instant at) {
        return new WalletEvent.BetCorrected(
                lastHash,
                correct.id(),
                correct.reference(),
                currency,
                correct.betId(),
                correct.differenceMinor(),
                split,
                after,
                at);
    }

    Decision accept(WalletEvent event) {
        return new Decision(Decided.by(event, nextVersion()).answer(currency, false), Optional.of(event));
    }

    Decision refuse(Transaction transaction, WalletRejection code, Instant at) {
        return refuse(transaction, code, null, null, at);
    }

    Decision refuse(Transaction transaction, Restriction restriction, Instant at) {
        return refuse(transaction, WalletRejection.of(restriction), null, restriction, at);
    }

    private Decision refuse(
            Transaction transaction,
            WalletRejection code,
            @Nullable String bookCode,
            @Nullable Restriction restriction,
            Instant at) {
        Content content = Content.of(transaction);
        return accept(new WalletEvent.TransactionRejected(
                lastHash,
                transaction.id(),
                transaction.reference(),
                content.kind(),
                content.currency(),
                content.betId(),
                content.amountMinor(),
                content.split(),
                content.trusted(),
                code,
                bookCode,
                content.terms(),
                restriction,
                balances,
                at));
    }

    Decision noRoom(Transaction unchecked) {
        return Decision.withoutEvent(rejected(unchecked, WalletRejection.BALANCE_LIMIT, null));
    }

    private Answer.Rejected rejected(
            Transaction transaction, WalletRejection code, @Nullable TransactionView original) {
        return new Answer.Rejected(transaction.id(), code, balances.totalMinor(), version, null, null, original, false);
    }

    /** The bet, where bonuses have something to do with it. */
    private @Nullable Decided bonusBet(String betId, Recall recall) {
        Decided bet = bonuses.any() ? memory.known(betId, recall) : null;
        return bet == null || !bet.acceptedBet() || bet.bonus() == null ? null : bet;
    }

    private long nextVersion() {
        return Math.incrementExact(version);
    }

    @Override
    public Wallet apply(WalletEvent event, Sha256 storedHash) {
        if (!event.previousHash().equals(lastHash)) {
            throw new BrokenChainException(playerId, nextVersion(), event.previousHash(), lastHash);
        }
        return new OpenWallet(
                playerId,
                currency,
                event.after(),
                nextVersion(),
                storedHash,
                memory.after(event, nextVersion()),
                usageAfter(event),
                protectionAfter(event),
                bonuses.after(event));
    }

    private Usage usageAfter(WalletEvent event) {
        if (event instanceof WalletEvent.BetTaken bet) {
            return usage.afterBet(bet.split(), bet.at());
        }
        if (event instanceof WalletEvent.WinCredited win) {
            return usage.afterWin(win.split().realMinor(), win.at());
        }
        if (event instanceof WalletEvent.BetRolledBack rollback) {
            return usage.afterReturn(
                    rollback.takenSplit(), takenAt(rollback.takenAt(), rollback.betId()), rollback.at());
        }
        if (event instanceof WalletEvent.BetRefunded refund) {
            return usage.afterReturn(refund.askedSplit(), takenAt(refund.takenAt(), refund.betId()), refund.at());
        }
        if (event instanceof WalletEvent.BetCorrected correction) {
            return usage.afterWin(correction.realMinor(), correction.at());
        }
        if (event instanceof WalletEvent.Deposited deposit) {
            return usage.afterDeposit(deposit.split().totalMinor(), deposit.at());
        }
        return usage;
    }

    /** Events of before it was stored do not say it. */
    private @Nullable Instant takenAt(@Nullable Instant said, String betId) {
        return said != null ? said : memory.takenAt(betId, Recall.NONE);
    }

    private Protection protectionAfter(WalletEvent event) {
        if (event instanceof WalletEvent.LimitsSet set) {
            return protection.with(set.limits(), set.at());
        }
        if (event instanceof WalletEvent.Excluded excluded) {
            return protection.excluded(excluded.until());
        }
        if (event instanceof WalletEvent.Frozen) {
            return protection.frozen(true);
        }
        if (event instanceof WalletEvent.Unfrozen) {
            return protection.frozen(false);
        }
        return protection;
    }
}
