package io.croupier.simulations.domain;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.BonusPart;
import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.WalletEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds one wallet's bonuses and free bets against rules of its own: which bonus money is staked and what comes of it, that
 * wagering is that of bets that stand, that nothing is used after its time, and that every movement is whole.
 */
final class BonusJudge {
    private final Map<String, HeldBonus> held = new LinkedHashMap<>();
    private final HeldFreeBets free = new HeldFreeBets();
    private final Map<String, WalletEvent.BetTaken> taken = new HashMap<>();
    private final Set<String> back = new HashSet<>();
    private final Map<String, Long> returned = new HashMap<>();
    private final Predicate<WalletEvent.BetCorrected> voids;

    /** @param voids whether a correction gives its bet's stake back */
    BonusJudge(Predicate<WalletEvent.BetCorrected> voids) {
        this.voids = voids;
    }

    /** What a bet has returned so far, by what was asked for. */
    long returnedMinor(String betId) {
        return returned.getOrDefault(betId, 0L);
    }

    /** What does not hold, or an empty text; {@code before} are the balances before the event. */
    String judge(WalletEvent event, Balances before) {
        String late = overdue(event);
        if (!late.isEmpty()) {
            return late;
        }
        String fault = fault(event, before);
        returned(event);
        long ofBonuses = held.values().stream()
                .filter(bonus -> bonus.state == BonusState.OPEN)
                .mapToLong(bonus -> bonus.moneyMinor)
                .sum();
        return fault.isEmpty() && event.after().bonusMinor() != ofBonuses
                ? "leaves bonus money that is not that of the bonuses, " + ofBonuses
                : fault;
    }

    /** What is due comes before anything else. */
    private String overdue(WalletEvent event) {
        boolean due = event instanceof WalletEvent.BonusEnded
                || event instanceof WalletEvent.BonusConverted
                || event instanceof WalletEvent.BonusReopened;
        for (Map.Entry<String, HeldBonus> entry : held.entrySet()) {
            HeldBonus bonus = entry.getValue();
            boolean open = bonus.state == BonusState.OPEN;
            boolean over = !event.at().isBefore(bonus.terms.expiresAt());
            boolean wagered = bonus.freeTerms == null && standing(entry.getKey()) >= bonus.terms.requiredMinor();
            if (!due && open && (over || wagered)) {
                return "is decided before " + entry.getKey() + " was " + (wagered ? "converted" : "expired");
            }
        }
        return "";
    }

    private String fault(WalletEvent event, Balances before) {
        if (event instanceof WalletEvent.BonusGranted e) {
            held.put(e.bonusId(), new HeldBonus(e.terms(), null, e.amountMinor()));
        } else if (event instanceof WalletEvent.FreeBetsGranted e) {
            granted(e.freeBetId(), e.terms());
        } else if (event instanceof WalletEvent.BonusConverted e) {
            return converted(e);
        } else if (event instanceof WalletEvent.BonusReopened e) {
            return reopened(e);
        } else if (event instanceof WalletEvent.BonusEnded e) {
            return ended(e);
        } else if (event instanceof WalletEvent.BetTaken e) {
            return taken(e, before);
        } else if (event instanceof WalletEvent.WinCredited e) {
            return won(e, before);
        } else if (event instanceof WalletEvent.BetRolledBack e) {
            return back(e.betId(), e.split().realMinor(), e.bonus(), e.at());
        } else if (event instanceof WalletEvent.BetRefunded e) {
            return back(e.betId(), e.split().realMinor(), e.bonus(), e.at());
        } else if (event instanceof WalletEvent.BetCorrected e) {
            return new BonusCorrections(this, e, before)
                    .judge(taken.get(e.betId()), returnedMinor(e.betId()), voids.test(e));
        }
        return "";
    }

    private void returned(WalletEvent event) {
        if (event instanceof WalletEvent.WinCredited e) {
            returned.merge(e.betId(), e.amountMinor(), Long::sum);
        } else if (event instanceof WalletEvent.BetRefunded e) {
            WalletEvent.BetTaken bet = taken.get(e.betId());
            returned.merge(e.betId(), bet == null ? e.split().totalMinor() : bet.stakeMinor(), Long::sum);
        } else if (event instanceof WalletEvent.BetCorrected e) {
            returned.merge(e.betId(), e.differenceMinor(), Long::sum);
        }
    }

    private void granted(String id, FreeBetTerms terms) {
        free.granted(id, terms);
        Instant until = terms.winningsExpireAt();
        if (until != null) {
            var bonus = new BonusTerms(
                    0, terms.tables(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, until);
            held.put(id, new HeldBonus(bonus, terms, 0));
        }
    }

    /** The stakes that count for a bonus and have not come back. */
    private long standing(String id) {
        return taken.values().stream()
                .filter(bet -> bet.bonus() != null
                        && id.equals(bet.bonus().countedFor())
                        && !back.contains(bet.transactionId()))
                .mapToLong(bet -> bet.split().totalMinor())
                .sum();
    }

    HeldBonus held(String id) {
        return Objects.requireNonNull(held.get(id), id);
    }

    private String converted(WalletEvent.BonusConverted e) {
        HeldBonus bonus = held(e.bonusId());
        if (bonus.freeTerms == null && standing(e.bonusId()) < bonus.terms.requiredMinor()) {
            return "converts what is wagered " + standing(e.bonusId()) + " times of " + bonus.terms;
        }
        Long most = bonus.terms.mostConvertedMinor();
        boolean whole = e.convertedMinor() + e.cutMinor() == bonus.moneyMinor
                && (most == null || bonus.convertedMinor + e.convertedMinor() <= most);
        bonus.state = BonusState.CONVERTED;
        bonus.moneyMinor = 0;
        bonus.convertedMinor += e.convertedMinor();
        bonus.cutMinor += e.cutMinor();
        return whole ? "" : "converts other money than there is, or more than may be";
    }

    private String reopened(WalletEvent.BonusReopened e) {
        HeldBonus bonus = held(e.bonusId());
        boolean right = bonus.state == BonusState.CONVERTED
                && e.takenMinor() + e.owedMinor() == bonus.convertedMinor
                && e.cutMinor() == bonus.cutMinor
                && (bonus.freeTerms != null || standing(e.bonusId()) < bonus.terms.requiredMinor());
        bonus.state = BonusState.OPEN;
        bonus.moneyMinor = bonus.convertedMinor + bonus.cutMinor;
        bonus.convertedMinor = 0;
        bonus.cutMinor = 0;
        return right ? "" : "undoes a conversion that stands";
    }

    private String ended(WalletEvent.BonusEnded e) {
        HeldBonus bonus = held.get(e.bonusId());
        if (e.end() == BonusState.FORFEITED) {
            free.forfeited(e.bonusId());
        }
        if (bonus == null || bonus.state != BonusState.OPEN) {
            return e.takenMinor() == 0 ? "" : "takes money of no bonus";
        }
        boolean early = e.end() == BonusState.EXPIRED && e.at().isBefore(bonus.terms.expiresAt());
        long money = bonus.moneyMinor;
        bonus.state = e.end();
        bonus.moneyMinor = 0;
        return early || e.takenMinor() != money ? "is too early, or takes other money than there is" : "";
    }

    /** In the order in which they are used. */
    List<Map.Entry<String, HeldBonus>> open() {
        return held.entrySet().stream()
                .filter(entry -> entry.getValue().state == BonusState.OPEN && entry.getValue().moneyMinor > 0)
                .sorted(Comparator.comparing(entry -> entry.getValue().terms.expiresAt()))
                .toList();
    }

    private List<Map.Entry<String, HeldBonus>> playable(@Nullable String table) {
        return open().stream().filter(entry -> entry.getValue().plays(table)).toList();
    }

    /** What could be staked at a table beside real money. */
    long playableMinor(@Nullable String table) {
        return playable(table).stream()
                .mapToLong(entry -> entry.getValue().moneyMinor)
                .sum();
    }

    private String taken(WalletEvent.BetTaken e, Balances before) {
        taken.put(e.transactionId(), e);
        BonusStake stake = e.bonus();
        if (stake != null && stake.freeBetId() != null) {
            return free.takes(stake, e) ? "" : "is no free bet that was granted";
        }
        List<Map.Entry<String, HeldBonus>> usable = playable(e.reference().tableId());
        long total = e.split().totalMinor();
        boolean bonusFirst =
                !usable.isEmpty() && usable.get(0).getValue().terms.order() == BonusTerms.Order.BONUS_FIRST;
        long bonus = bonusFirst
                ? Math.min(total, playableMinor(e.reference().tableId()))
                : total - Math.min(total, before.realMinor());
        List<BonusPart> parts = new ArrayList<>();
        long rest = bonus;
        for (Map.Entry<String, HeldBonus> entry : usable) {
            long part = Math.min(rest, entry.getValue().moneyMinor);
            if (part > 0) {
                parts.add(new BonusPart(entry.getKey(), part));
                entry.getValue().moneyMinor -= part;
                rest -= part;
            }
        }
        String counted = usable.isEmpty() || total == 0 ? null : usable.get(0).getKey();
        boolean right = e.split().bonusMinor() == bonus
                && rest == 0
                && (stake == null ? List.of() : stake.parts()).equals(parts)
                && Objects.equals(stake == null ? null : stake.countedFor(), counted);
        return right ? "" : "should have staked " + parts + " and count for " + counted;
    }

    private String won(WalletEvent.WinCredited e, Balances before) {
        WalletEvent.BetTaken bet = taken.get(e.betId());
        BonusStake stake = bet == null ? null : bet.bonus();
        long real = before.debtMinor() - e.after().debtMinor() + e.split().realMinor();
        if (bet == null
                || stake == null
                || (stake.freeBetId() == null && stake.parts().isEmpty())) {
            return real == e.amountMinor() && e.bonus() == null ? "" : "pays a real bet's win otherwise";
        }
        BonusEffect effect = e.bonus();
        if (effect == null) {
            return "forgets the bonus";
        }
        if (stake.freeBetId() != null) {
            return freeWin(e.amountMinor(), real, stake.freeBetId(), stake, effect);
        }
        long whole = bet.split().totalMinor();
        long due = floor(e.amountMinor(), bet.split().realMinor(), whole);
        long cash = stake.parts().stream()
                .filter(part -> held(part.bonusId()).terms.wins() == BonusTerms.Wins.REAL)
                .mapToLong(BonusPart::minor)
                .sum();
        if (cash == 0) {
            return spread(e.amountMinor() - due, real - due, stake, effect, false);
        }
        // With several bonuses in one bet, the rounding between them is theirs.
        long least = due
                + floor(
                        e.amountMinor() - due,
                        cash,
                        stake.parts().stream().mapToLong(BonusPart::minor).sum());
        long atLeast = Math.max(due, least - stake.parts().size());
        return real < atLeast
                ? "pays less real money than its bonus says"
                : spread(e.amountMinor() - real, 0, stake, effect, true);
    }

    private String freeWin(long amountMinor, long real, String id, BonusStake stake, BonusEffect effect) {
        long winnings = Math.max(0, amountMinor - stake.freeMinor());
        HeldBonus bonus = held.get(id);
        BonusPart won = effect.won();
        long wonMinor = won == null ? 0 : won.minor();
        if (won != null) {
            held(won.bonusId()).wins(wonMinor);
        }
        boolean whole = real + wonMinor + effect.costMinor() == amountMinor;
        boolean right = stake.winsBonusMoney()
                ? real == 0
                        && (wonMinor == winnings || (bonus != null && wonMinor == 0 && bonus.state != BonusState.OPEN))
                : real == winnings;
        return whole && right ? "" : "pays a free bet's win otherwise than its winnings, " + winnings;
    }

    private static long floor(long amount, long part, long whole) {
        return whole == 0
                ? amount
                : BigInteger.valueOf(amount)
                        .multiply(BigInteger.valueOf(part))
                        .divide(BigInteger.valueOf(whole))
                        .longValueExact();
    }

    /**
     * What bonuses are due goes to them while they are open, to real money once they are converted, and else to the house's cost.
     *
     * @param realMinor what of it was paid as real money
     */
    private String spread(long dueMinor, long realMinor, BonusStake stake, BonusEffect effect, boolean realIsDue) {
        long bonus = 0;
        long converted = 0;
        for (BonusPart part : effect.parts()) {
            HeldBonus to = held(part.bonusId());
            if (to.state != BonusState.OPEN || !in(stake, part.bonusId())) {
                return "pays a bonus that is over, or another's";
            }
            to.moneyMinor += part.minor();
            bonus += part.minor();
        }
        for (BonusPart part : effect.converted()) {
            HeldBonus to = held(part.bonusId());
            to.convertedMinor += part.minor();
            converted += part.minor();
        }
        for (BonusPart part : effect.cut()) {
            held(part.bonusId()).cutMinor += part.minor();
        }
        for (BonusPart part : stake.parts()) {
            HeldBonus to = held(part.bonusId());
            Long most = to.terms.mostConvertedMinor();
            boolean paid = effect.converted().stream().anyMatch(p -> p.bonusId().equals(part.bonusId()));
            if ((paid && to.state != BonusState.CONVERTED)
                    || (most != null && to.convertedMinor != Math.min(most, to.convertedMinor + to.cutMinor))) {
                return "pays as real money what was not converted, or other than may be";
            }
        }
        boolean over = stake.parts().stream().anyMatch(part -> held(part.bonusId()).state != BonusState.OPEN);
        boolean whole = bonus + (realIsDue ? 0 : converted) + effect.costMinor() == dueMinor;
        return whole && (realIsDue || converted == realMinor) && (over || effect.costMinor() == 0)
                ? ""
                : "pays other than " + dueMinor + " to its bonuses";
    }

    private static boolean in(BonusStake stake, String bonusId) {
        return stake.parts().stream().anyMatch(part -> part.bonusId().equals(bonusId));
    }

    private String back(String betId, long real, @Nullable BonusEffect effect, Instant at) {
        WalletEvent.BetTaken bet = taken.get(betId);
        BonusStake stake = bet == null ? null : bet.bonus();
        if (bet == null || stake == null) {
            return effect == null ? "" : "does something to bonuses";
        }
        boolean first = back.add(betId);
        if (effect == null || !first) {
            return "forgets the bonus, or gives back twice";
        }
        if ((effect.uncounted() != null) != (stake.countedFor() != null)) {
            return "leaves the wagering of what comes back";
        }
        String id = stake.freeBetId();
        if (id != null) {
            boolean again = freeAgain(stake, at) != null;
            return real == 0 && effect.costMinor() == stake.freeMinor() && again == (effect.freeBetId() != null)
                    ? ""
                    : "gives a free bet back otherwise";
        }
        long due = bet.split().bonusMinor();
        return spread(due, real - bet.split().realMinor(), stake, effect, false);
    }

    /** Whether it is the first time that this bet comes back. */
    boolean back(String betId) {
        return back.add(betId);
    }

    /** Gives a free bet back while its time is not over; its id, or null. */
    @Nullable String freeAgain(BonusStake stake, Instant at) {
        return free.again(stake, at);
    }

    boolean knows(String bonusId) {
        return held.containsKey(bonusId) || free.has(bonusId);
    }

    boolean isOver(String bonusId) {
        HeldBonus bonus = held.get(bonusId);
        return bonus != null && bonus.state != BonusState.OPEN && !free.has(bonusId);
    }

    /** Whether a free bet was rightly refused. */
    boolean rightlyRefused(String freeBetId, WalletEvent.TransactionRejected e) {
        return free.rightlyRefused(freeBetId, e);
    }
}
