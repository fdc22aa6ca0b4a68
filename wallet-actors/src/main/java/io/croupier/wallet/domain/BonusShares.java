package io.croupier.wallet.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads what comes back of a bet, or is taken back of it, over the buckets: what belongs to a bonus goes to it while it is
 * open, is real money once it was converted, and is the house's when it expired or was forfeited. Of a share that is not
 * whole, the real money is rounded down and the bonus money gets the rest, so that no rounding makes real money out of bonus money, and
 * together the shares are the amount. Not for concurrent use.
 */
final class BonusShares {
    private final Bonuses bonuses;
    private final Decided bet;
    private final BonusStake stake;
    private final List<BonusPart> parts = new ArrayList<>();
    private final List<BonusPart> converted = new ArrayList<>();
    private final List<BonusPart> cut = new ArrayList<>();
    private @Nullable BonusPart won;
    private long realMinor;
    private long bonusMinor;
    private long costMinor;

    BonusShares(Bonuses bonuses, Decided bet, BonusStake stake) {
        this.bonuses = bonuses;
        this.bet = bet;
        this.stake = stake;
    }

    /** Real money that is due to the player, negative where the player has to give some back. */
    long realMinor() {
        return realMinor;
    }

    long bonusMinor() {
        return bonusMinor;
    }

    /** A win; a free bet's is paid less its stake. */
    BonusShares win(long minor) {
        return change(0, minor, false);
    }

    /** The stake as it was taken. A free bet's goes back to where it came from. */
    BonusShares stakeBack() {
        return change(0, stakeMinor(), true);
    }

    /**
     * What a bet returns has changed.
     *
     * @param stakeIsBack whether it returns its stake, and not a win that is as high
     */
    BonusShares change(long beforeMinor, long nowMinor, boolean stakeIsBack) {
        if (stake.freeBetId() != null) {
            freeBet(stake.freeBetId(), winnings(nowMinor) - winnings(beforeMinor), nowMinor - beforeMinor);
            return this;
        }
        long[] before = shares(beforeMinor);
        long[] now = stakeIsBack ? asTaken() : shares(nowMinor);
        realMinor = now[0] - before[0];
        for (int i = 0; i < stake.parts().size(); i++) {
            move(stake.parts().get(i).bonusId(), now[i + 1] - before[i + 1]);
        }
        if (stakeIsBack) {
            long loose = bet.split().bonusMinor() - stake.partsMinor();
            realMinor -= loose;
            bonusMinor += loose;
        }
        return this;
    }

    private long stakeMinor() {
        return bet.split().totalMinor() + stake.freeMinor();
    }

    private long winnings(long payoutMinor) {
        return Math.max(0, payoutMinor - stake.freeMinor());
    }

    private void freeBet(String id, long winningsMinor, long returnedMinor) {
        costMinor = returnedMinor - winningsMinor;
        if (!stake.winsBonusMoney()) {
            realMinor = winningsMinor;
            return;
        }
        if (winningsMinor == 0) {
            return;
        }
        Bonus bonus = bonuses.find(id);
        boolean lives = bonus != null && (bonus.open() || (winningsMinor > 0 && bonus.state() == BonusState.CONVERTED));
        if (bonus != null && lives) {
            long minor = Math.max(winningsMinor, -bonus.moneyMinor());
            won = new BonusPart(id, minor);
            bonusMinor += minor;
            costMinor += winningsMinor - minor;
        } else {
            move(id, winningsMinor);
        }
    }

    /** Real money, then each bonus's, of what the bet returns. */
    private long[] shares(long minor) {
        var shares = new long[stake.parts().size() + 1];
        long whole = bet.split().totalMinor();
        if (whole == 0) {
            shares[0] = minor;
            return shares;
        }
        long fromBonuses = stake.partsMinor();
        shares[0] = Bonus.times(minor, whole - fromBonuses, whole);
        long left = minor - shares[0];
        long total = left;
        for (int i = 0; i < stake.parts().size(); i++) {
            BonusPart part = stake.parts().get(i);
            boolean last = i == stake.parts().size() - 1;
            long share = last ? left : Bonus.times(total, part.minor(), fromBonuses);
            left -= share;
            Bonus bonus = bonuses.find(part.bonusId());
            if (bonus != null && bonus.terms().wins() == BonusTerms.Wins.REAL) {
                shares[0] += share;
            } else {
                shares[i + 1] = share;
            }
        }
        return shares;
    }

    private long[] asTaken() {
        var shares = new long[stake.parts().size() + 1];
        shares[0] = bet.split().totalMinor() - stake.partsMinor();
        for (int i = 0; i < stake.parts().size(); i++) {
            shares[i + 1] = stake.parts().get(i).minor();
        }
        return shares;
    }

    private void move(String bonusId, long minor) {
        Bonus bonus = bonuses.find(bonusId);
        if (bonus != null && bonus.open()) {
            long moved = Math.max(minor, -bonus.moneyMinor());
            add(parts, bonusId, moved);
            bonusMinor += moved;
            costMinor += minor - moved;
        } else if (bonus != null && bonus.state() == BonusState.CONVERTED) {
            convert(bonus, minor);
        } else {
            costMinor += minor;
        }
    }

    /** What has come of it so far, and this, is real money up to the most that may be; the rest is kept back. */
    private void convert(Bonus bonus, long minor) {
        long whole = Math.max(0, bonus.convertedMinor() + bonus.cutMinor() + minor);
        long real = Math.min(whole, bonus.mostConvertedMinor());
        long moved = real - bonus.convertedMinor();
        add(converted, bonus.id(), moved);
        add(cut, bonus.id(), whole - real - bonus.cutMinor());
        realMinor += moved;
        costMinor += minor - moved;
    }

    private static void add(List<BonusPart> parts, String bonusId, long minor) {
        if (minor != 0) {
            parts.add(new BonusPart(bonusId, minor));
        }
    }

    /** Takes bonus money for real money that is missing, as far as it goes; how far. */
    long coverFromBonuses(long missingMinor, Balances balances) {
        long covered = Math.min(missingMinor, Math.max(0, balances.bonusMinor() + bonusMinor));
        Bonuses after = bonuses.with(effect(0, null, null, null));
        after.taken(covered).forEach(part -> add(parts, part.bonusId(), part.minor()));
        bonusMinor -= covered;
        return covered;
    }

    /**
     * What is to be stored.
     *
     * @param paidMinor what of the real money reaches the balance or leaves it
     */
    BonusEffect effect(
            long paidMinor, @Nullable BonusPart uncounted, @Nullable String freeBetId, @Nullable Split asked) {
        return new BonusEffect(
                paidMinor, bonusMinor, parts, won, converted, cut, costMinor, uncounted, freeBetId, asked);
    }
}
