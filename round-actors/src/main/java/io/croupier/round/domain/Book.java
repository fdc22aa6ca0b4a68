package io.croupier.round.domain;

import io.croupier.round.domain.BookEvent.BetsDecided;
import io.croupier.round.domain.BookEvent.BookOpened;
import io.croupier.round.domain.BookEvent.BookSealed;
import io.croupier.round.domain.BookEvent.CashOutsTaken;
import io.croupier.round.domain.BookEvent.CreditsConfirmed;
import io.croupier.round.domain.BookEvent.FlightLanded;
import io.croupier.round.domain.BookEvent.IntentsRecorded;
import io.croupier.round.domain.BookEvent.RollbacksConfirmed;
import io.croupier.round.domain.BookEvent.SettlementPlanned;
import io.croupier.round.domain.BookEvent.VoidPlanned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * One partition of a round's bets.
 *
 * <pre>
 * EMPTY  --BookOpened-->        OPEN     the round has answered the registration, or seals a book that never had one
 * OPEN   --IntentsRecorded-->   OPEN     bets that passed the checks
 * OPEN   --BookSealed-->        SEALED   the round closes; no debit is sent any more
 * OPEN, SEALED --BetsDecided--> same     the wallets have answered, or the sealed book gave up waiting
 * SEALED --CashOutsTaken-->     SEALED   during the flight
 * SEALED --FlightLanded-->      LANDED   the burst has come
 * SEALED, LANDED --SettlementPlanned--> PLANNED  the result is public
 * SEALED, LANDED --VoidPlanned-->       VOIDED   the round is taken back
 * PLANNED, finished --SettlementPlanned--> PLANNED  the next version of the result: a correction
 * PLANNED, finished --VoidPlanned-->    VOIDED   the round is taken back after it was settled, as the next version
 * PLANNED, VOIDED --CreditsConfirmed--> same, until nothing is unpaid
 * any    --RollbacksConfirmed--> same    stakes of refused bets are back for sure
 * </pre>
 *
 * @param bets in their canonical order
 * @param open intents without an answer
 * @param rollbacks bets that were refused without an answer that their wallet has stored, and whose wallet has not
 *     confirmed yet that it holds nothing of their stakes
 * @param unpaid planned credits and corrections that no wallet has confirmed
 * @param intendedMinor stakes of all intents; keeps every total of the book below an overflow
 * @param accepted how many bets were accepted
 * @param stakedMinor their stakes
 * @param paidMinor confirmed credits, less what was taken back
 */
public record Book(
        Phase phase,
        @Nullable RoundTerms terms,
        TreePMap<BetKey, Bet> bets,
        TreePSet<BetKey> open,
        TreePSet<BetKey> rollbacks,
        TreePSet<BetKey> unpaid,
        boolean interrupted,
        long intendedMinor,
        long accepted,
        long stakedMinor,
        long paidMinor,
        int resultVersion) {

    /** See the transitions above. */
    public enum Phase {
        EMPTY,
        OPEN,
        SEALED,
        LANDED,
        PLANNED,
        VOIDED
    }

    public static final Book EMPTY = new Book(
            Phase.EMPTY,
            null,
            TreePMap.empty(),
            TreePSet.empty(),
            TreePSet.empty(),
            TreePSet.empty(),
            false,
            0,
            0,
            0,
            0,
            0);

    /** The terms of a book that is not empty. */
    public RoundTerms requireTerms() {
        return Objects.requireNonNull(terms, "an empty book has no terms");
    }

    /** Takes no bets; the open intents are being resolved or all decided. */
    public boolean sealed() {
        return phase.compareTo(Phase.SEALED) >= 0;
    }

    /** Sealed, and every intent has its answer: the accepted bets are final, and the round may be told so. */
    public boolean resolved() {
        return sealed() && open.isEmpty();
    }

    /** Every bet has its end, and every wallet has confirmed it. */
    public boolean finished() {
        return phase.compareTo(Phase.PLANNED) >= 0 && unsettled() == 0;
    }

    /** Whether the plan of this version is made, and nothing else can be planned under it. */
    public boolean planned(int version) {
        return phase.compareTo(Phase.PLANNED) >= 0 && version == resultVersion;
    }

    /**
     * Whether the plan of this version may be made: the first one, or a round's voiding in its place, once no bet is open; a later
     * one when all money of the version before is where it belongs, so that a bet's differences add up to its payout.
     */
    public boolean readyFor(int version) {
        return version <= 1
                ? resolved() && phase.compareTo(Phase.PLANNED) < 0
                : phase == Phase.PLANNED && finished() && version == resultVersion + 1;
    }

    /** Movements of money that are planned and not confirmed. */
    public long unsettled() {
        return (long) unpaid.size() + rollbacks.size();
    }

    /**
     * What to do with a bet that was received then. The book must not be empty.
     *
     * @param gathering an intent of the same key that was taken but is not yet stored, or null
     */
    public BetVerdict decide(
            BetRequest request, Instant receivedAt, int maxBets, BookEvent.@Nullable Intent gathering) {
        RoundTerms round = requireTerms();
        Bet known = gathering == null ? bets.get(request.key()) : Bet.intended(gathering);
        if (known != null) {
            return sameContent(request, round) && known.sameAs(request)
                    ? new BetVerdict.Known(known)
                    : new BetVerdict.Conflict();
        }
        TableTerms table = round.table();
        if (!request.tableId().equals(table.tableId()) || !request.roundId().equals(round.roundId())) {
            return new BetVerdict.TurnAway("round_not_found", false);
        }
        long stake = request.stakeMinor();
        if (stake < 0 || stake > BookSettlement.MAX_MINOR) {
            return new BetVerdict.TurnAway("stake_limit", false);
        }
        if (phase == Phase.VOIDED) {
            return new BetVerdict.Refuse("round_voided");
        }
        if (sealed() || !receivedAt.isBefore(round.bettingClosesAt())) {
            return new BetVerdict.Refuse("betting_closed");
        }
        if (!request.selection().game().equals(table.game())) {
            return new BetVerdict.Refuse("invalid_selection");
        }
        if (!request.currency().equals(table.currency())) {
            return new BetVerdict.Refuse("wrong_currency");
        }
        if (stake < table.minStakeMinor() || stake > table.maxStakeMinor()) {
            return new BetVerdict.Refuse("stake_limit");
        }
        if (bets.size() >= maxBets || intendedMinor > Long.MAX_VALUE / 2) {
            return new BetVerdict.TurnAway("rate_limited", true);
        }
        return new BetVerdict.Take(new BookEvent.Intent(
                request.key().playerId(),
                request.key().betId(),
                request.selection(),
                stake,
                receivedAt,
                request.freeBetId()));
    }

    private static boolean sameContent(BetRequest request, RoundTerms round) {
        return request.tableId().equals(round.table().tableId())
                && request.roundId().equals(round.roundId())
                && request.currency().equals(round.table().currency());
    }

    /** All bets of a player, in order. */
    public SortedMap<BetKey, Bet> betsOf(String playerId) {
        return bets.subMap(new BetKey(playerId, ""), true, new BetKey(playerId + "\0", ""), false);
    }

    /** The state after an event; never fails for an event that was stored. */
    public Book apply(BookEvent event) {
        if (event instanceof BookOpened e) {
            return phase == Phase.EMPTY ? at(Phase.OPEN).withTerms(e.terms()) : this;
        } else if (event instanceof IntentsRecorded e) {
            return intended(e);
        } else if (event instanceof BetsDecided e) {
            return decided(e);
        } else if (event instanceof BookSealed) {
            return at(Phase.SEALED);
        } else if (event instanceof RollbacksConfirmed e) {
            return with(bets, open, rollbacks.minusAll(e.bets()), unpaid, paidMinor);
        } else if (event instanceof CashOutsTaken e) {
            Map<BetKey, Bet> changed = new HashMap<>();
            e.cashOuts().forEach(c -> changed.put(c.key(), bet(c.key()).cashedOut(c.multiplierX100())));
            return with(bets.plusAll(changed), open, rollbacks, unpaid, paidMinor);
        } else if (event instanceof FlightLanded e) {
            return at(Phase.LANDED).withInterrupted(e.interrupted());
        } else if (event instanceof SettlementPlanned e) {
            return planned(e);
        } else if (event instanceof VoidPlanned e) {
            return voided(e);
        } else if (event instanceof CreditsConfirmed e) {
            return credited(e);
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in Book.apply");
    }

    private Book intended(IntentsRecorded event) {
        Map<BetKey, Bet> added = new HashMap<>();
        long sum = intendedMinor;
        for (BookEvent.Intent intent : event.intents()) {
            added.put(intent.key(), Bet.intended(intent));
            sum += intent.stakeMinor();
        }
        return with(bets.plusAll(added), open.plusAll(added.keySet()), rollbacks, unpaid, paidMinor)
                .withTotals(sum, accepted, stakedMinor);
    }

    private Book decided(BetsDecided event) {
        Map<BetKey, Bet> changed = new HashMap<>();
        TreePSet<BetKey> owed = rollbacks;
        long count = accepted;
        long staked = stakedMinor;
        for (BookEvent.Decision decision : event.decisions()) {
            Bet bet = bet(decision.key()).decided(decision, event.at());
            changed.put(bet.key(), bet);
            if (decision.rollbackOwed()) {
                owed = owed.plus(bet.key());
            }
            if (decision.accepted()) {
                count++;
                staked += bet.stakeMinor();
            }
        }
        return with(bets.plusAll(changed), open.minusAll(changed.keySet()), owed, unpaid, paidMinor)
                .withTotals(intendedMinor, count, staked);
    }

    private Book planned(SettlementPlanned event) {
        Map<BetKey, BookEvent.Line> lines = new HashMap<>();
        event.lines().forEach(line -> lines.put(line.key(), line));
        int version = event.resultVersion();
        return ended(Phase.PLANNED, version, bet -> {
            BookEvent.Line line = lines.get(bet.key());
            return line == null
                    ? bet.ended(Bet.State.LOST, 0, version)
                    : bet.ended(line.end(), line.payoutMinor(), version);
        });
    }

    private Book voided(VoidPlanned event) {
        int version = event.resultVersion();
        return ended(Phase.VOIDED, version, bet -> bet.ended(Bet.State.VOIDED, bet.stakeMinor(), version));
    }

    /** What the bets returned before is paid already; owed is every difference to it. */
    private Book ended(Phase next, int version, UnaryOperator<Bet> end) {
        Map<BetKey, Bet> changed = new HashMap<>();
        List<BetKey> owed = new ArrayList<>();
        long paid = 0;
        for (Bet bet : bets.values()) {
            if (bet.stood()) {
                Bet ended = end.apply(bet);
                changed.put(bet.key(), ended);
                paid = BookSettlement.saturatedSum(paid, bet.payoutMinor());
                if (ended.differenceMinor() != 0) {
                    owed.add(bet.key());
                }
            }
        }
        return with(bets.plusAll(changed), open, rollbacks, TreePSet.from(owed), paid)
                .at(next)
                .withVersion(version);
    }

    private Book credited(CreditsConfirmed event) {
        TreePSet<BetKey> owed = unpaid;
        long paid = paidMinor;
        for (BookEvent.Credit credit : event.credits()) {
            if (owed.contains(credit.key())) {
                owed = owed.minus(credit.key());
                paid = BookSettlement.saturatedSum(paid, bet(credit.key()).differenceMinor());
            }
        }
        return with(bets, open, rollbacks, owed, paid);
    }

    /** The bet of this key; there must be one. */
    public Bet bet(BetKey key) {
        return Objects.requireNonNull(bets.get(key), "no such bet in this book");
    }

    private Book at(Phase next) {
        return new Book(
                next,
                terms,
                bets,
                open,
                rollbacks,
                unpaid,
                interrupted,
                intendedMinor,
                accepted,
                stakedMinor,
                paidMinor,
                resultVersion);
    }

    private Book withTerms(RoundTerms opened) {
        return new Book(
                phase,
                opened,
                bets,
                open,
                rollbacks,
                unpaid,
                interrupted,
                intendedMinor,
                accepted,
                stakedMinor,
                paidMinor,
                resultVersion);
    }

    private Book withInterrupted(boolean was) {
        return new Book(
                phase,
                terms,
                bets,
                open,
                rollbacks,
                unpaid,
                was,
                intendedMinor,
                accepted,
                stakedMinor,
                paidMinor,
                resultVersion);
    }

    private Book withTotals(long intended, long count, long staked) {
        return new Book(
                phase,
                terms,
                bets,
                open,
                rollbacks,
                unpaid,
                interrupted,
                intended,
                count,
                staked,
                paidMinor,
                resultVersion);
    }

    private Book withVersion(int version) {
        return new Book(
                phase,
                terms,
                bets,
                open,
                rollbacks,
                unpaid,
                interrupted,
                intendedMinor,
                accepted,
                stakedMinor,
                paidMinor,
                version);
    }

    private Book with(
            TreePMap<BetKey, Bet> newBets,
            TreePSet<BetKey> newOpen,
            TreePSet<BetKey> newRollbacks,
            TreePSet<BetKey> newUnpaid,
            long paid) {
        return new Book(
                phase,
                terms,
                newBets,
                newOpen,
                newRollbacks,
                newUnpaid,
                interrupted,
                intendedMinor,
                accepted,
                stakedMinor,
                paid,
                resultVersion);
    }
}
