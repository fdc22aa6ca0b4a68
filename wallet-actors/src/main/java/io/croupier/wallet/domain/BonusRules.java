package io.croupier.wallet.domain;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a wallet decides where bonuses have a say; what they have none in, {@link OpenWallet} decides alone. */
final class BonusRules {
    private static final String SYSTEM = "bon~";

    private BonusRules() {}

    // Grants

    static Decision grant(OpenWallet wallet, Transaction.GrantBonus grant, Instant at) {
        WalletRejection refusal =
                refusal(wallet, grant.currency(), grant.terms().expiresAt(), at);
        Restriction block = wallet.protection().block(at);
        if (refusal == null && block != null) {
            return wallet.refuse(grant, block, at);
        }
        if (refusal == null && wallet.bonuses().full()) {
            refusal = WalletRejection.BONUS_LIMIT;
        }
        if (refusal != null) {
            return wallet.refuse(grant, refusal, at);
        }
        if (!wallet.balances().hasRoomFor(grant.amountMinor())) {
            return wallet.noRoom(grant);
        }
        return wallet.accept(new WalletEvent.BonusGranted(
                wallet.lastHash(),
                grant.id(),
                grant.reference(),
                wallet.currency(),
                ownId(grant.id()),
                grant.amountMinor(),
                grant.terms(),
                wallet.balances().plus(new Split(0, grant.amountMinor())),
                at));
    }

    static Decision grant(OpenWallet wallet, Transaction.GrantFreeBets grant, Instant at) {
        WalletRejection refusal =
                refusal(wallet, grant.currency(), grant.terms().expiresAt(), at);
        Restriction block = wallet.protection().block(at);
        if (refusal == null && block != null) {
            return wallet.refuse(grant, block, at);
        }
        boolean bonusToo = grant.terms().winsBonusMoney();
        if (refusal == null
                && (wallet.bonuses().fullOfFreeBets(at)
                        || (bonusToo && wallet.bonuses().full()))) {
            refusal = WalletRejection.BONUS_LIMIT;
        }
        if (refusal != null) {
            return wallet.refuse(grant, refusal, at);
        }
        return wallet.accept(new WalletEvent.FreeBetsGranted(
                wallet.lastHash(),
                grant.id(),
                grant.reference(),
                wallet.currency(),
                ownId(grant.id()),
                grant.terms(),
                wallet.balances(),
                at));
    }

    private static @Nullable WalletRejection refusal(
            OpenWallet wallet, String currency, Instant expiresAt, Instant at) {
        if (!currency.equals(wallet.currency())) {
            return WalletRejection.WRONG_CURRENCY;
        }
        return at.isBefore(expiresAt) ? null : WalletRejection.BONUS_EXPIRED;
    }

    private static String ownId(String transactionId) {
        return transactionId.substring(transactionId.indexOf('~') + 1);
    }

    static Decision forfeit(OpenWallet wallet, Transaction.ForfeitBonus forfeit, Instant at) {
        Bonus bonus = wallet.bonuses().find(forfeit.bonusId());
        FreeBets free = wallet.bonuses().findFree(forfeit.bonusId());
        if (bonus == null && free == null) {
            return wallet.refuse(forfeit, WalletRejection.BONUS_NOT_FOUND, at);
        }
        if (free == null && bonus != null && !bonus.open()) {
            return wallet.refuse(forfeit, WalletRejection.BONUS_ENDED, at);
        }
        long taken = bonus == null || !bonus.open() ? 0 : bonus.moneyMinor();
        return wallet.accept(new WalletEvent.BonusEnded(
                wallet.lastHash(),
                forfeit.id(),
                forfeit.reference(),
                forfeit.bonusId(),
                BonusState.FORFEITED,
                taken,
                wallet.balances().minus(new Split(0, taken)),
                at));
    }

    // What becomes of bonuses by itself

    static Optional<WalletEvent> due(OpenWallet wallet, Instant at) {
        Bonuses.Due due = wallet.bonuses().due(at);
        if (due == null) {
            return Optional.empty();
        }
        return switch (due.next()) {
            case CONVERTED -> Optional.of(converted(wallet, due.bonus(), at));
            case OPEN -> reopened(wallet, due.bonus(), at);
            case EXPIRED, FORFEITED -> Optional.of(expired(wallet, due.bonus(), at));
        };
    }

    static void requireNothingDue(OpenWallet wallet, Transaction transaction, Instant at) {
        due(wallet, at).ifPresent(event -> {
            throw new IllegalStateException("wallet=" + wallet.playerId() + " decides " + transaction.id()
                    + " before it stores " + event + ", which is due");
        });
    }

    private static WalletEvent converted(OpenWallet wallet, Bonus bonus, Instant at) {
        Balances balances = wallet.balances();
        long real = Math.min(bonus.moneyMinor(), bonus.roomMinor());
        long debtPaid = Math.min(real, balances.debtMinor());
        return new WalletEvent.BonusConverted(
                wallet.lastHash(),
                SYSTEM + bonus.id() + "~converted~" + (bonus.conversions() + 1),
                Reference.NONE,
                bonus.id(),
                real,
                Math.subtractExact(bonus.moneyMinor(), real),
                debtPaid,
                balances.minus(new Split(0, bonus.moneyMinor()))
                        .payDebt(debtPaid)
                        .plus(new Split(Math.subtractExact(real, debtPaid), 0)),
                at);
    }

    /** Where there is no room for the money, the bonus stays what it was until there is. */
    private static Optional<WalletEvent> reopened(OpenWallet wallet, Bonus bonus, Instant at) {
        Balances balances = wallet.balances();
        long taken = Math.min(bonus.convertedMinor(), balances.realMinor());
        long owed = Math.subtractExact(bonus.convertedMinor(), taken);
        long added = Math.addExact(owed, bonus.cutMinor());
        if (!balances.hasRoomFor(added) || owed > Split.MAX_MINOR - balances.debtMinor()) {
            return Optional.empty();
        }
        return Optional.of(new WalletEvent.BonusReopened(
                wallet.lastHash(),
                SYSTEM + bonus.id() + "~reopened~" + bonus.conversions(),
                Reference.NONE,
                bonus.id(),
                taken,
                owed,
                bonus.cutMinor(),
                balances.minus(new Split(taken, 0))
                        .plus(new Split(0, Math.addExact(taken, added)))
                        .owing(owed),
                at));
    }

    private static WalletEvent expired(OpenWallet wallet, Bonus bonus, Instant at) {
        return new WalletEvent.BonusEnded(
                wallet.lastHash(),
                SYSTEM + bonus.id() + "~expired~" + bonus.conversions(),
                Reference.NONE,
                bonus.id(),
                BonusState.EXPIRED,
                bonus.moneyMinor(),
                wallet.balances().minus(new Split(0, bonus.moneyMinor())),
                at);
    }

    // Bets

    /** A free bet takes nothing; null where these free bets are the bet's. */
    static @Nullable WalletRejection refusal(OpenWallet wallet, Transaction.Bet bet, String freeBetId, Instant at) {
        FreeBets free = wallet.bonuses().findFree(freeBetId);
        if (free == null) {
            return WalletRejection.FREE_BET_NOT_FOUND;
        }
        if (free.expired(at)) {
            return WalletRejection.FREE_BET_EXPIRED;
        }
        String table = bet.reference().tableId();
        if (bet.amountMinor() != free.terms().stakeMinor()
                || table == null
                || !free.terms().tables().contains(table)) {
            return WalletRejection.FREE_BET_MISMATCH;
        }
        return free.left() == 0 ? WalletRejection.FREE_BET_NOT_FOUND : null;
    }

    static BonusStake freeStake(OpenWallet wallet, String freeBetId) {
        return BonusStake.free(
                freeBetId,
                Objects.requireNonNull(wallet.bonuses().findFree(freeBetId)).terms());
    }

    static Decision win(OpenWallet wallet, Transaction.Win win, Decided bet, BonusStake stake, Instant at) {
        var shares = new BonusShares(wallet.bonuses(), bet, stake).win(win.amountMinor());
        Balances balances = wallet.balances();
        long debtPaid = Math.min(shares.realMinor(), balances.debtMinor());
        var split = new Split(Math.subtractExact(shares.realMinor(), debtPaid), shares.bonusMinor());
        if (!balances.hasRoomFor(split.totalMinor())) {
            return wallet.noRoom(win);
        }
        return wallet.accept(new WalletEvent.WinCredited(
                wallet.lastHash(),
                win.id(),
                win.reference(),
                wallet.currency(),
                win.betId(),
                win.trusted(),
                win.amountMinor(),
                split,
                balances.payDebt(debtPaid).plus(split),
                at,
                shares.effect(split.realMinor(), null, null, null)));
    }

    static Decision rollback(
            OpenWallet wallet, Transaction.Rollback rollback, Decided bet, BonusStake stake, Instant at) {
        var shares = new BonusShares(wallet.bonuses(), bet, stake).stakeBack();
        var split = new Split(shares.realMinor(), shares.bonusMinor());
        if (!wallet.balances().hasRoomFor(split.totalMinor())) {
            return wallet.noRoom(rollback);
        }
        return wallet.accept(new WalletEvent.BetRolledBack(
                wallet.lastHash(),
                rollback.id(),
                rollback.reference(),
                rollback.betId(),
                split,
                bet.at(),
                wallet.balances().plus(split),
                at,
                shares.effect(
                        split.realMinor(), uncounted(wallet, bet, stake), freeAgain(wallet, stake, at), bet.split())));
    }

    /** @param givenBack whether the bet was given back before, so that it takes its wagering back no more */
    static Decision refund(
            OpenWallet wallet,
            Transaction.Refund refund,
            Decided bet,
            BonusStake stake,
            boolean givenBack,
            Instant at) {
        var shares = new BonusShares(wallet.bonuses(), bet, stake).stakeBack();
        var split = new Split(shares.realMinor(), shares.bonusMinor());
        if (!wallet.balances().hasRoomFor(split.totalMinor())) {
            return wallet.noRoom(refund);
        }
        return wallet.accept(new WalletEvent.BetRefunded(
                wallet.lastHash(),
                refund.id(),
                refund.reference(),
                wallet.currency(),
                refund.betId(),
                split,
                bet.at(),
                wallet.balances().plus(split),
                at,
                shares.effect(
                        split.realMinor(),
                        givenBack ? null : uncounted(wallet, bet, stake),
                        givenBack ? null : freeAgain(wallet, stake, at),
                        refund.split())));
    }

    static Decision correct(
            OpenWallet wallet,
            Transaction.Correct correct,
            Decided bet,
            BonusStake stake,
            boolean givenBack,
            Instant at) {
        long now = correct.payoutMinor();
        long before = Math.subtractExact(now, correct.differenceMinor());
        long staked = Math.addExact(bet.split().totalMinor(), stake.freeMinor());
        boolean back = correct.stakeIsBack() && now == staked && before >= 0;
        var shares = new BonusShares(wallet.bonuses(), bet, stake);
        if (before < 0) {
            shares.change(0, correct.differenceMinor(), false);
        } else {
            shares.change(before, now, back);
        }
        Balances balances = wallet.balances();
        long real = shares.realMinor();
        Balances after;
        long paid;
        if (real >= 0) {
            long debtPaid = Math.min(real, balances.debtMinor());
            paid = Math.subtractExact(real, debtPaid);
            if (!balances.hasRoomFor(Math.addExact(paid, Math.max(0, shares.bonusMinor())))) {
                return wallet.noRoom(correct);
            }
            after = moved(balances.payDebt(debtPaid), paid, shares.bonusMinor());
        } else {
            long taken = Math.min(-real, balances.realMinor());
            long covered = shares.coverFromBonuses(Math.subtractExact(-real, taken), balances);
            long owed = Math.subtractExact(Math.subtractExact(-real, taken), covered);
            paid = -taken;
            if (owed > Split.MAX_MINOR - balances.debtMinor() || !hasRoom(balances, paid, shares.bonusMinor())) {
                return wallet.noRoom(correct);
            }
            after = moved(balances, paid, shares.bonusMinor()).owing(owed);
        }
        boolean takesBack = back && !givenBack;
        return wallet.accept(new WalletEvent.BetCorrected(
                wallet.lastHash(),
                correct.id(),
                correct.reference(),
                wallet.currency(),
                correct.betId(),
                correct.differenceMinor(),
                new Split(Math.abs(paid), Math.abs(shares.bonusMinor())),
                after,
                at,
                shares.effect(
                        paid,
                        takesBack ? uncounted(wallet, bet, stake) : null,
                        takesBack ? freeAgain(wallet, stake, at) : null,
                        correct.paidSplit())));
    }

    private static boolean hasRoom(Balances balances, long realMinor, long bonusMinor) {
        return bonusMinor <= 0 || Math.addExact(realMinor, bonusMinor) <= Split.MAX_MINOR - balances.totalMinor();
    }

    private static Balances moved(Balances balances, long realMinor, long bonusMinor) {
        return new Balances(
                Math.addExact(balances.realMinor(), realMinor),
                Math.addExact(balances.bonusMinor(), bonusMinor),
                balances.debtMinor());
    }

    private static @Nullable BonusPart uncounted(OpenWallet wallet, Decided bet, BonusStake stake) {
        String id = stake.countedFor();
        Bonus bonus = id == null ? null : wallet.bonuses().find(id);
        return bonus == null ? null : new BonusPart(bonus.id(), bet.split().totalMinor());
    }

    /** A free bet whose time is over, or that was forfeited, does not come back. */
    private static @Nullable String freeAgain(OpenWallet wallet, BonusStake stake, Instant at) {
        String id = stake.freeBetId();
        FreeBets free = id == null ? null : wallet.bonuses().findFree(id);
        return free == null || free.expired(at) ? null : id;
    }
}
