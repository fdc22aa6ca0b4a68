package io.croupier.simulations.domain;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.BonusPart;
import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.WalletEvent;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one correction must do to real money and bonuses, worked out a second time: from the bet as it was taken, and what it had
 * returned before. What is due to a bonus goes where the bonus is now; what is taken back and is gone is the house's loss where
 * it was bonus money, and else comes from bonuses before it is owed.
 */
final class BonusCorrections {
    private final BonusJudge judge;
    private final WalletEvent.BetCorrected event;
    private final Balances before;
    private final Map<String, Long> parts = new TreeMap<>();
    private final Map<String, Long> converted = new TreeMap<>();
    private long realMinor;
    private long costMinor;
    private long wonMinor;

    BonusCorrections(BonusJudge judge, WalletEvent.BetCorrected event, Balances before) {
        this.judge = judge;
        this.event = event;
        this.before = before;
    }

    /**
     * What does not hold, or an empty text.
     *
     * @param returnedMinor what the bet had returned before
     * @param stakeIsBack whether the bet is void from now on
     */
    String judge(WalletEvent.@Nullable BetTaken bet, long returnedMinor, boolean stakeIsBack) {
        BonusStake stake = bet == null ? null : bet.bonus();
        if (bet == null || stake == null) {
            realMinor = event.differenceMinor();
            return real() && event.bonus() == null ? "" : "does to bonuses what is none of a real bet's business";
        }
        long now = returnedMinor + event.differenceMinor();
        if (stake.freeBetId() != null) {
            freeBet(stake.freeBetId(), stake, returnedMinor, now);
        } else {
            long[] was = shares(bet, stake, returnedMinor);
            long[] is = stakeIsBack ? asTaken(bet, stake) : shares(bet, stake, now);
            realMinor = is[0] - was[0];
            for (int i = 0; i < stake.parts().size(); i++) {
                move(stake.parts().get(i).bonusId(), is[i + 1] - was[i + 1]);
            }
        }
        boolean right = real() && event.bonus() != null && effect(event.bonus());
        boolean first = stakeIsBack && judge.back(event.betId());
        String free = first ? judge.freeAgain(stake, event.at()) : null;
        boolean counted = first && stake.countedFor() != null;
        right &= event.bonus() == null
                || ((event.bonus().uncounted() != null) == counted
                        && Objects.equals(event.bonus().freeBetId(), free));
        return right ? "" : "should move " + realMinor + ", " + parts + ", " + converted + " and cost " + costMinor;
    }

    /** What is due of a free bet is what it won; the rest is the house's. */
    private void freeBet(String id, BonusStake stake, long was, long now) {
        long won = Math.max(0, now - stake.freeMinor()) - Math.max(0, was - stake.freeMinor());
        costMinor = now - was - won;
        if (!stake.winsBonusMoney()) {
            realMinor = won;
            return;
        }
        HeldBonus bonus = judge.held(id);
        if (bonus.state == BonusState.OPEN || (won > 0 && bonus.state == BonusState.CONVERTED)) {
            wonMinor = Math.max(won, -bonus.moneyMinor);
            bonus.wins(wonMinor);
            costMinor += won - wonMinor;
        } else {
            move(id, won);
        }
    }

    /** Real money, then each bonus's, of what a bet returns. */
    private long[] shares(WalletEvent.BetTaken bet, BonusStake stake, long minor) {
        long[] shares = new long[stake.parts().size() + 1];
        long bonus = stake.parts().stream().mapToLong(BonusPart::minor).sum();
        long whole = bet.split().totalMinor();
        shares[0] = part(minor, whole - bonus, whole);
        long ofBonuses = minor - shares[0];
        long left = ofBonuses;
        for (int i = 0; i < stake.parts().size(); i++) {
            BonusPart part = stake.parts().get(i);
            long share = i == stake.parts().size() - 1 ? left : part(ofBonuses, part.minor(), bonus);
            left -= share;
            boolean cash = judge.held(part.bonusId()).terms.wins() == BonusTerms.Wins.REAL;
            shares[cash ? 0 : i + 1] += share;
        }
        return shares;
    }

    private static long[] asTaken(WalletEvent.BetTaken bet, BonusStake stake) {
        long[] shares = new long[stake.parts().size() + 1];
        shares[0] = bet.split().realMinor();
        for (int i = 0; i < stake.parts().size(); i++) {
            shares[i + 1] = stake.parts().get(i).minor();
        }
        return shares;
    }

    private static long part(long amount, long part, long whole) {
        return BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    private void move(String bonusId, long minor) {
        HeldBonus bonus = judge.held(bonusId);
        long moved = 0;
        if (bonus.state == BonusState.OPEN) {
            moved = Math.max(minor, -bonus.moneyMinor);
            bonus.moneyMinor += moved;
            parts.merge(bonusId, moved, Long::sum);
        } else if (bonus.state == BonusState.CONVERTED) {
            moved = bonus.earns(minor);
            converted.merge(bonusId, moved, Long::sum);
            realMinor += moved;
        }
        costMinor += minor - moved;
    }

    /** Whether the real money is right: debt is paid first, and what is taken back and is not there comes from bonuses, or is owed. */
    private boolean real() {
        long missing = -realMinor - before.realMinor();
        for (Map.Entry<String, HeldBonus> open : missing > 0 ? judge.open() : List.<Map.Entry<String, HeldBonus>>of()) {
            long covered = Math.min(missing, open.getValue().moneyMinor);
            open.getValue().moneyMinor -= covered;
            parts.merge(open.getKey(), -covered, Long::sum);
            missing -= covered;
        }
        long owed = Math.max(0, missing);
        long paidOff = Math.min(before.debtMinor(), Math.max(0, realMinor));
        long bonus =
                wonMinor + parts.values().stream().mapToLong(Long::longValue).sum();
        return event.after().debtMinor() == before.debtMinor() + owed - paidOff
                && event.after().realMinor() == before.realMinor() + Math.max(-before.realMinor(), realMinor - paidOff)
                && event.after().bonusMinor() == before.bonusMinor() + bonus;
    }

    private boolean effect(BonusEffect effect) {
        BonusPart won = effect.won();
        return sums(effect.parts()).equals(moved(parts))
                && sums(effect.converted()).equals(moved(converted))
                && (won == null ? 0 : won.minor()) == wonMinor
                && effect.costMinor() == costMinor;
    }

    private static Map<String, Long> sums(List<BonusPart> parts) {
        Map<String, Long> sums = new TreeMap<>();
        parts.forEach(part -> sums.merge(part.bonusId(), part.minor(), Long::sum));
        return moved(sums);
    }

    private static Map<String, Long> moved(Map<String, Long> sums) {
        sums.values().removeIf(minor -> minor == 0);
        return sums;
    }
}
