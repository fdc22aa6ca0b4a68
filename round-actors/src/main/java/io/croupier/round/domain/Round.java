package io.croupier.round.domain;

import static io.croupier.round.domain.RoundStatus.Stage.BETS_CLOSED;
import static io.croupier.round.domain.RoundStatus.Stage.BETS_OPEN;
import static io.croupier.round.domain.RoundStatus.Stage.CLOSING;
import static io.croupier.round.domain.RoundStatus.Stage.IN_FLIGHT;
import static io.croupier.round.domain.RoundStatus.Stage.LANDING;
import static io.croupier.round.domain.RoundStatus.Stage.RESULT;
import static io.croupier.round.domain.RoundStatus.Stage.SCHEDULED;
import static io.croupier.round.domain.RoundStatus.Stage.SETTLED;
import static io.croupier.round.domain.RoundStatus.Stage.VOIDED;
import static io.croupier.round.domain.RoundStatus.Stage.VOIDING;

import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.BetsClosed;
import io.croupier.round.domain.RoundEvent.BettingClosing;
import io.croupier.round.domain.RoundEvent.BookRegistered;
import io.croupier.round.domain.RoundEvent.BookTotals;
import io.croupier.round.domain.RoundEvent.CloseAccepted;
import io.croupier.round.domain.RoundEvent.FlightLanding;
import io.croupier.round.domain.RoundEvent.FlightStarted;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.domain.RoundEvent.RoundOpened;
import io.croupier.round.domain.RoundEvent.RoundSettled;
import io.croupier.round.domain.RoundEvent.RoundVoided;
import io.croupier.round.domain.RoundEvent.VoidAccepted;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundVerdict.Accept;
import io.croupier.round.domain.RoundVerdict.Hold;
import io.croupier.round.domain.RoundVerdict.Refuse;
import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * One round, from its opening to its last credit.
 *
 * <pre>
 * SCHEDULED   --RoundOpened-->    BETS_OPEN    the table opens it; books register
 * BETS_OPEN   --BettingClosing--> CLOSING      deadline, close or result: the books are being sealed
 * CLOSING     --BetsClosed-->     BETS_CLOSED  all are sealed without an open intent
 * BETS_CLOSED --FlightStarted-->  IN_FLIGHT    house rounds of in-flight games, once the outcome is drawn
 * IN_FLIGHT   --FlightLanding-->  LANDING      the multiplier has reached the burst
 * BETS_CLOSED, LANDING --ResultRecorded--> RESULT  revealed, or sent by the provider
 * RESULT      --RoundSettled-->   SETTLED      every book has
 * BETS_OPEN to LANDING --VoidAccepted--> VOIDING   books that are open are sealed first
 * VOIDING     --BetsClosed-->     VOIDING      for its totals
 * VOIDING     --RoundVoided-->    VOIDED       every book has given every stake back
 * </pre>
 *
 * @param books the numbers of the registered books
 * @param totals of the sealed books; empty before all are
 * @param close a provider's close, null where none came
 * @param clientSeed hex, null before all books are sealed
 */
public record Round(
        @Nullable RoundTerms terms,
        Stage stage,
        TreePSet<Integer> books,
        TreePMap<Integer, BookTotals> totals,
        @Nullable CloseAccepted close,
        @Nullable String clientSeed,
        @Nullable Instant flightStartedAt,
        @Nullable ResultRecorded result,
        @Nullable String voidReason,
        long paidMinor) {

    public static final Round EMPTY =
            new Round(null, SCHEDULED, TreePSet.empty(), TreePMap.empty(), null, null, null, null, null, 0);

    /** The terms of a round that was opened. */
    public RoundTerms requireTerms() {
        return Objects.requireNonNull(terms, "a round that was never opened has no terms");
    }

    /** Whether this round will never change again. */
    public boolean finished() {
        return stage == SETTLED || stage == VOIDED;
    }

    /** Whether every registered book is known to be sealed without an open intent. */
    public boolean closed() {
        return clientSeed != null;
    }

    public int resultVersion() {
        return result == null ? 0 : result.resultVersion();
    }

    /** When a provider said that betting ended, null where it did not. */
    public @Nullable Instant closedAt() {
        return close == null ? null : close.closedAt();
    }

    public RoundVerdict open(RoundTerms wanted, Instant now) {
        if (terms == null) {
            return new Accept(List.of(new RoundOpened(wanted, now)), false);
        }
        return terms.equals(wanted)
                ? Accept.replay()
                : refuse("transaction_conflict", "this round was opened with other terms");
    }

    /** May a book register? Null: yes; otherwise the code of the refusal. */
    public @Nullable String refusesBook(int book, Instant now) {
        if (terms == null || book < 0 || book >= terms.table().books()) {
            return "round_not_found";
        }
        if (books.contains(book)) {
            return null;
        }
        if (stage == VOIDING || stage == VOIDED) {
            return "round_voided";
        }
        return stage == BETS_OPEN && now.isBefore(terms.bettingClosesAt()) ? null : "betting_closed";
    }

    public RoundVerdict close(@Nullable Instant closedAt, Instant now) {
        if (terms == null) {
            return unknown();
        }
        if (close != null) {
            return Objects.equals(close.closedAt(), closedAt)
                    ? Accept.replay()
                    : refuse("transaction_conflict", "this round was closed with another closedAt");
        }
        if (stage == VOIDING || stage == VOIDED) {
            return refuse("round_voided", "this round is voided");
        }
        if (closedAt != null && (stage == RESULT || stage == SETTLED)) {
            return refuse("round_settled", "the result stands; bets after closedAt can no longer be voided");
        }
        List<RoundEvent> events = new ArrayList<>();
        events.add(new CloseAccepted(closedAt, now));
        if (stage == BETS_OPEN) {
            events.add(new BettingClosing("close", now));
        }
        return new Accept(events, false);
    }

    /**
     * A provider's result. It is held until the books are sealed; then {@link #result} again with {@code checked} once
     * every book knows every bet in the payouts.
     */
    public RoundVerdict result(
            String resultId,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts,
            boolean checked,
            Instant now) {
        if (terms == null) {
            return unknown();
        }
        if (stage == VOIDING || stage == VOIDED) {
            return refuse("round_voided", "this round is voided");
        }
        if (result != null) {
            return again(result, resultId, outcome, payouts);
        }
        Refuse invalid = invalidResult(terms, outcome, payouts);
        if (invalid != null) {
            return invalid;
        }
        if (stage == BETS_OPEN) {
            return new Hold(List.of(new BettingClosing("result", now)));
        }
        if (stage == CLOSING || !checked) {
            return new Hold(List.of());
        }
        return new Accept(List.of(new ResultRecorded(1, resultId, outcome, payouts, null, now)), false);
    }

    private static RoundVerdict again(
            ResultRecorded stands, String resultId, @Nullable Outcome outcome, @Nullable List<BetPayout> payouts) {
        if (!resultId.equals(stands.resultId())) {
            return refuse("result_superseded", "another result stands for this round: " + stands.resultId());
        }
        return Objects.equals(outcome, stands.outcome()) && Objects.equals(payouts, stands.payouts())
                ? Accept.replay()
                : refuse("transaction_conflict", "this resultId was used with another outcome or other payouts");
    }

    private static @Nullable Refuse invalidResult(
            RoundTerms terms, @Nullable Outcome outcome, @Nullable List<BetPayout> payouts) {
        if (terms.table().houseRun()) {
            return refuse("not_your_table", "the house draws the outcome of its own tables");
        }
        if ((outcome == null) == (payouts == null)) {
            return new Refuse("invalid_field", "exactly one of outcome and payouts must be given", false, "outcome");
        }
        if (outcome != null && !outcome.game().equals(terms.table().game())) {
            return new Refuse(
                    "invalid_field",
                    "the outcome must be one of " + terms.table().game(),
                    false,
                    "outcome");
        }
        Set<BetKey> seen = new HashSet<>();
        for (BetPayout payout : payouts == null ? List.<BetPayout>of() : payouts) {
            if (payout.payoutMinor() < 0 || payout.payoutMinor() > BookSettlement.MAX_MINOR) {
                return new Refuse(
                        "invalid_field", "payoutMinor must be 0 to " + BookSettlement.MAX_MINOR, false, "payouts");
            }
            if (!seen.add(payout.key())) {
                return new Refuse(
                        "invalid_field", "bet " + payout.betId() + " is listed more than once", false, "payouts");
            }
        }
        return null;
    }

    public RoundVerdict voidRound(String reason, Instant now) {
        if (terms == null) {
            return unknown();
        }
        if (voidReason != null) {
            return voidReason.equals(reason)
                    ? Accept.replay()
                    : refuse("transaction_conflict", "this round was voided for another reason");
        }
        if (stage == RESULT || stage == SETTLED) {
            return refuse("round_settled", "the result stands; only a correction can change it");
        }
        return new Accept(List.of(new VoidAccepted(reason, now)), false);
    }

    private static RoundVerdict unknown() {
        return refuse("round_not_found", "this round was never opened");
    }

    private static Refuse refuse(String code, String detail) {
        return new Refuse(code, detail, false, null);
    }

    /** The state after an event; never fails for an event that was stored. */
    public Round apply(RoundEvent event) {
        if (event instanceof RoundOpened e) {
            return new Round(e.terms(), BETS_OPEN, books, totals, null, null, null, null, null, 0);
        } else if (event instanceof BookRegistered e) {
            return with(stage, books.plus(e.book()), totals, close, clientSeed, paidMinor);
        } else if (event instanceof CloseAccepted e) {
            return with(stage, books, totals, e, clientSeed, paidMinor);
        } else if (event instanceof BettingClosing) {
            return at(CLOSING);
        } else if (event instanceof BetsClosed e) {
            TreePMap<Integer, BookTotals> sealed = totals;
            for (BookTotals book : e.books()) {
                sealed = sealed.plus(book.book(), book);
            }
            return with(stage == VOIDING ? VOIDING : BETS_CLOSED, books, sealed, close, e.clientSeed(), paidMinor);
        } else if (event instanceof FlightStarted e) {
            return new Round(terms, IN_FLIGHT, books, totals, close, clientSeed, e.at(), result, voidReason, paidMinor);
        } else if (event instanceof FlightLanding) {
            return at(LANDING);
        } else if (event instanceof ResultRecorded e) {
            return new Round(
                    terms, RESULT, books, totals, close, clientSeed, flightStartedAt, e, voidReason, paidMinor);
        } else if (event instanceof RoundSettled e) {
            return with(SETTLED, books, totals, close, clientSeed, e.paidMinor());
        } else if (event instanceof VoidAccepted e) {
            return new Round(
                    terms, VOIDING, books, totals, close, clientSeed, flightStartedAt, null, e.reason(), paidMinor);
        } else if (event instanceof RoundVoided e) {
            return with(VOIDED, books, totals, close, clientSeed, e.paidMinor());
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in Round.apply");
    }

    private Round at(Stage next) {
        return with(next, books, totals, close, clientSeed, paidMinor);
    }

    private Round with(
            Stage newStage,
            TreePSet<Integer> newBooks,
            TreePMap<Integer, BookTotals> newTotals,
            @Nullable CloseAccepted newClose,
            @Nullable String newClientSeed,
            long paid) {
        return new Round(
                terms,
                newStage,
                newBooks,
                newTotals,
                newClose,
                newClientSeed,
                flightStartedAt,
                result,
                voidReason,
                paid);
    }

    /** As seen from outside, with how far the books' settlement is known to be. */
    public RoundStatus status(long paidSoFarMinor, long unsettled) {
        long bets = 0;
        long staked = 0;
        for (BookTotals book : totals.values()) {
            bets += book.bets();
            staked = BookSettlement.saturatedSum(staked, book.stakedMinor());
        }
        return new RoundStatus(
                requireTerms(),
                stage,
                resultVersion(),
                result == null ? null : result.resultId(),
                result == null ? null : result.outcome(),
                result == null ? null : result.proof(),
                voidReason,
                flightStartedAt,
                bets,
                staked,
                finished() ? paidMinor : paidSoFarMinor,
                finished() ? 0 : unsettled);
    }
}
