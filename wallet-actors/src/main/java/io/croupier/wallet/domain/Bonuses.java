package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet knows of bonuses and free bets. The wallet's bonus money is that of the open bonuses. A wallet that was never
 * granted anything has {@link #NONE}, by which every other rule passes this one by.
 *
 * @param any false for ever in a wallet that is granted nothing, and true for ever after the first grant
 * @param open in the order in which they are used: the next to expire first
 * @param ended the newest first, at most {@link #MOST_ENDED}: bets of theirs may settle later
 * @param free free bets granted together, also used up ones, which a rollback gives back
 */
record Bonuses(
        @JsonProperty("any") boolean any,
        @JsonProperty("open") List<Bonus> open,
        @JsonProperty("ended") List<Bonus> ended,
        @JsonProperty("free") List<FreeBets> free) {
    /** Open bonuses of one player at a time, and again as many kinds of free bets, also used up ones: until their time is over. */
    static final int MOST_OPEN = 64;

    /** What comes of bets of bonuses that ended even before these is no longer theirs: it goes to the house's cost. */
    static final int MOST_ENDED = 64;

    static final Bonuses NONE = new Bonuses(false, List.of(), List.of(), List.of());

    Bonuses {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
        free = List.copyOf(free);
    }

    @Nullable Bonus find(String id) {
        for (Bonus bonus : open) {
            if (bonus.id().equals(id)) {
                return bonus;
            }
        }
        for (Bonus bonus : ended) {
            if (bonus.id().equals(id)) {
                return bonus;
            }
        }
        return null;
    }

    @Nullable FreeBets findFree(String id) {
        for (FreeBets bets : free) {
            if (bets.id().equals(id)) {
                return bets;
            }
        }
        return null;
    }

    boolean full() {
        return open.size() >= MOST_OPEN;
    }

    boolean fullOfFreeBets(Instant at) {
        return free.stream().filter(bets -> !bets.expired(at)).count() >= MOST_OPEN;
    }

    /** How a stake at this table is spread over the buckets; null where the money that plays there does not cover it. */
    @Nullable Split stakeSplit(long amountMinor, Balances balances, @Nullable String tableId) {
        long bonus = looseMinor(balances);
        boolean bonusFirst = false;
        boolean first = true;
        for (Bonus candidate : open) {
            if (candidate.moneyMinor() > 0 && candidate.plays(tableId)) {
                bonus = Math.addExact(bonus, candidate.moneyMinor());
                bonusFirst |= first && candidate.terms().order() == BonusTerms.Order.BONUS_FIRST;
                first = false;
            }
        }
        long real = bonusFirst ? Math.max(0, amountMinor - bonus) : Math.min(amountMinor, balances.realMinor());
        long rest = amountMinor - real;
        return real > balances.realMinor() || rest > bonus ? null : new Split(real, rest);
    }

    /** What this stake takes of which bonus, and whose wagering it counts for; null where nothing. */
    @Nullable BonusStake stake(Split split, @Nullable String tableId) {
        List<BonusPart> parts = new ArrayList<>();
        String counted = null;
        long left = split.bonusMinor();
        for (Bonus bonus : open) {
            if (bonus.moneyMinor() == 0 || !bonus.plays(tableId)) {
                continue;
            }
            if (counted == null && split.totalMinor() > 0 && !bonus.wagered()) {
                counted = bonus.id();
            }
            long part = Math.min(left, bonus.moneyMinor());
            if (part > 0) {
                parts.add(new BonusPart(bonus.id(), part));
                left -= part;
            }
        }
        return parts.isEmpty() && counted == null ? null : new BonusStake(parts, counted, null, 0, false);
    }

    /** What is taken of which bonus, at whatever table, where so much bonus money is taken; negative. */
    List<BonusPart> taken(long minor) {
        List<BonusPart> parts = new ArrayList<>();
        long left = minor;
        for (Bonus bonus : open) {
            long part = Math.min(left, bonus.moneyMinor());
            if (part > 0) {
                parts.add(new BonusPart(bonus.id(), -part));
                left -= part;
            }
        }
        return parts;
    }

    /** Bonus money that belongs to no bonus: there was some before there were bonuses. */
    private long looseMinor(Balances balances) {
        long owned = open.stream().mapToLong(Bonus::moneyMinor).reduce(0, Math::addExact);
        return Math.max(0, balances.bonusMinor() - owned);
    }

    /** What has become of a bonus by itself, and what it is from now on. */
    record Due(Bonus bonus, BonusState next) {}

    /** What must be stored before anything else is decided, null where nothing. */
    @Nullable Due due(Instant at) {
        for (Bonus bonus : open) {
            if (bonus.wagered()) {
                return new Due(bonus, BonusState.CONVERTED);
            }
            if (!at.isBefore(bonus.terms().expiresAt())) {
                return new Due(bonus, BonusState.EXPIRED);
            }
        }
        for (Bonus bonus : ended) {
            if (bonus.state() == BonusState.CONVERTED && !bonus.wagered()) {
                return new Due(bonus, BonusState.OPEN);
            }
        }
        return null;
    }

    Bonuses after(WalletEvent event) {
        if (event instanceof WalletEvent.BetTaken bet) {
            BonusStake stake = bet.bonus();
            return stake == null ? this : afterBet(stake, bet.split());
        } else if (event instanceof WalletEvent.WinCredited win) {
            return after(win.bonus());
        } else if (event instanceof WalletEvent.BetRolledBack rollback) {
            return after(rollback.bonus());
        } else if (event instanceof WalletEvent.BetRefunded refund) {
            return after(refund.bonus());
        } else if (event instanceof WalletEvent.BetCorrected correction) {
            // One of another bet takes what it must from the bonuses in their order.
            return correction.bonus() == null && correction.bonusMinor() < 0
                    ? moved(taken(-correction.bonusMinor()))
                    : after(correction.bonus());
        } else if (event instanceof WalletEvent.BonusGranted grant) {
            return granted(Bonus.granted(grant.bonusId(), grant.terms(), grant.amountMinor()));
        } else if (event instanceof WalletEvent.FreeBetsGranted grant) {
            return granted(
                    new FreeBets(grant.freeBetId(), grant.terms(), grant.terms().count()),
                    Bonus.forWinsOf(grant.freeBetId(), grant.terms()),
                    grant.at());
        } else if (event instanceof WalletEvent.BonusConverted converted) {
            return with(
                    converted.bonusId(), bonus -> bonus.converted(converted.convertedMinor(), converted.cutMinor()));
        } else if (event instanceof WalletEvent.BonusReopened reopened) {
            return with(reopened.bonusId(), Bonus::reopened);
        }
        return event instanceof WalletEvent.BonusEnded ended ? ended(ended.bonusId(), ended.end()) : this;
    }

    private Bonuses after(@Nullable BonusEffect effect) {
        return effect == null ? this : with(effect);
    }

    private Bonuses granted(Bonus bonus) {
        return new Bonuses(true, inOrder(Stream.concat(open.stream(), Stream.of(bonus))), ended, free);
    }

    /** Those that are over are forgotten. */
    private Bonuses granted(FreeBets bets, @Nullable Bonus forWins, Instant at) {
        List<FreeBets> left = Stream.concat(free.stream().filter(old -> !old.expired(at)), Stream.of(bets))
                .toList();
        Bonuses more = forWins == null ? this : granted(forWins);
        return new Bonuses(true, more.open, more.ended, left);
    }

    private Bonuses afterBet(BonusStake stake, Split split) {
        Bonuses after = this;
        for (BonusPart part : stake.parts()) {
            after = after.with(part.bonusId(), bonus -> bonus.plus(-part.minor()));
        }
        String counted = stake.countedFor();
        if (counted != null) {
            after = after.with(counted, bonus -> bonus.counted(split.totalMinor()));
        }
        String freeBetId = stake.freeBetId();
        return freeBetId == null ? after : after.withFree(freeBetId, -1);
    }

    Bonuses with(BonusEffect effect) {
        Bonuses after = moved(effect.parts());
        BonusPart won = effect.won();
        if (won != null) {
            after = after.with(won.bonusId(), bonus -> bonus.won(won.minor()));
        }
        for (BonusPart part : effect.converted()) {
            after = after.with(part.bonusId(), bonus -> bonus.paidOut(part.minor()));
        }
        for (BonusPart part : effect.cut()) {
            after = after.with(part.bonusId(), bonus -> bonus.cut(part.minor()));
        }
        BonusPart uncounted = effect.uncounted();
        if (uncounted != null) {
            after = after.with(uncounted.bonusId(), bonus -> bonus.uncounted(uncounted.minor()));
        }
        String freeBetId = effect.freeBetId();
        return freeBetId == null ? after : after.withFree(freeBetId, 1);
    }

    private Bonuses moved(List<BonusPart> parts) {
        Bonuses after = this;
        for (BonusPart part : parts) {
            after = after.with(part.bonusId(), bonus -> bonus.plus(part.minor()));
        }
        return after;
    }

    /** Free bets of this id are over too. */
    private Bonuses ended(String id, BonusState end) {
        Bonuses after = with(id, bonus -> bonus.open() ? bonus.ended(end) : bonus);
        return end == BonusState.FORFEITED
                ? new Bonuses(
                        true,
                        after.open,
                        after.ended,
                        free.stream().filter(bets -> !bets.id().equals(id)).toList())
                : after;
    }

    private Bonuses with(String id, UnaryOperator<Bonus> change) {
        Bonus before = find(id);
        if (before == null) {
            return this;
        }
        Bonus after = change.apply(before);
        if (before.open() == after.open()) {
            return new Bonuses(true, replaced(open, before, after), replaced(ended, before, after), free);
        }
        return after.open()
                ? new Bonuses(
                        true, inOrder(Stream.concat(open.stream(), Stream.of(after))), without(ended, before), free)
                : new Bonuses(
                        true,
                        without(open, before),
                        Stream.concat(Stream.of(after), ended.stream())
                                .limit(MOST_ENDED)
                                .toList(),
                        free);
    }

    private static List<Bonus> inOrder(Stream<Bonus> bonuses) {
        return bonuses.sorted(
                        Comparator.comparing((Bonus bonus) -> bonus.terms().expiresAt()))
                .toList();
    }

    private static List<Bonus> without(List<Bonus> bonuses, Bonus gone) {
        return bonuses.stream().filter(bonus -> !bonus.id().equals(gone.id())).toList();
    }

    private static List<Bonus> replaced(List<Bonus> bonuses, Bonus before, Bonus after) {
        return bonuses.stream()
                .map(bonus -> bonus.id().equals(before.id()) ? after : bonus)
                .toList();
    }

    private Bonuses withFree(String id, int more) {
        return new Bonuses(
                true,
                open,
                ended,
                free.stream()
                        .map(bets -> bets.id().equals(id) ? bets.plus(more) : bets)
                        .toList());
    }

    BonusesView view(long version, Instant now) {
        return new BonusesView(
                true,
                Stream.concat(open.stream(), ended.stream()).map(Bonus::view).toList(),
                free.stream()
                        .filter(bets -> bets.left() > 0 && !bets.expired(now))
                        .map(FreeBets::view)
                        .toList(),
                version);
    }
}
