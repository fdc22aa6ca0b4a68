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
import java.util.List;
import java.util.Objects;
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
 * SETTLED     --ResultRecorded--> RESULT       a provider's correction: the books settle again, under the next version
 * BETS_OPEN to LANDING --VoidAccepted--> VOIDING   books that are open are sealed first
 * SETTLED     --VoidAccepted-->   VOIDING      taken back after it was settled, as the next version
 * VOIDING     --BetsClosed-->     VOIDING      for its totals
 * VOIDING     --RoundVoided-->    VOIDED       every book has given every stake back
 * </pre>
 *
 * <p>Every result that was ever taken stays known with what it said, so that its repetition gets its receipt for ever, also
 * when another stands or the round is voided.
 *
 * @param version of the result, 0 before the first; a void after a result counts as one more
 * @param books the numbers of the registered books
 * @param totals of the sealed books; empty before all are
 * @param close a provider's close, null where none came
 * @param clientSeed hex, null before all books are sealed
 * @param result the newest, also when the round was voided after it; null before the first
 * @param taken a provider's results by their ids, at most {@link #MOST_VERSIONS}
 */
public record Round(
        @Nullable RoundTerms terms,
        Stage stage,
        int version,
        TreePSet<Integer> books,
        TreePMap<Integer, BookTotals> totals,
        @Nullable CloseAccepted close,
        @Nullable String clientSeed,
        @Nullable Instant flightStartedAt,
        @Nullable ResultRecorded result,
        TreePMap<String, ResultRecorded> taken,
        @Nullable String voidReason,
        long paidMinor) {
    /** How many results a round can have, one after the other; each is kept in memory with its payouts. */
    static final int MOST_VERSIONS = 100;

    public static final Round EMPTY = new Round(
            null, SCHEDULED, 0, TreePSet.empty(), TreePMap.empty(), null, null, null, null, TreePMap.empty(), null, 0);

    /** The terms of a round that was opened. */
    public RoundTerms requireTerms() {
        return Objects.requireNonNull(terms, "a round that was never opened has no terms");
    }

    /** Whether nothing is under way; only a correction or a void can change it. */
    public boolean finished() {
        return stage == SETTLED || stage == VOIDED;
    }

    /** Whether every registered book is known to be sealed without an open intent. */
    public boolean closed() {
        return clientSeed != null;
    }

    /** Whether it is settled, or voided, once more after it was settled: its table had let it go. */
    public boolean again() {
        return version > 1 && !finished();
    }

    private boolean voided() {
        return stage == VOIDING || stage == VOIDED;
    }

    /** When a provider said that betting ended, null where it did not. */
    public @Nullable Instant closedAt() {
        return close == null ? null : close.closedAt();
    }

    /** Opens it. The same terms again are a repetition, others {@code transaction_conflict}. */
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
        if (voided()) {
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
        if (voided()) {
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
        RoundVerdict known = known(resultId, null, outcome, payouts);
        if (known != null) {
            return known;
        }
        if (result != null) {
            return refuse("result_superseded", "another result stands for this round: " + result.resultId());
        }
        Refuse invalid = ResultRules.broken(terms, outcome, payouts);
        if (invalid != null) {
            return invalid;
        }
        if (stage == BETS_OPEN) {
            return new Hold(List.of(new BettingClosing("result", now)));
        }
        if (stage == CLOSING || !checked) {
            return new Hold(List.of());
        }
        return new Accept(List.of(new ResultRecorded(1, resultId, null, outcome, payouts, null, now)), false);
    }

    /**
     * A provider's result in the place of another one, which must be the one that stands. It is held while that one is being
     * settled; then {@link #correct} again with {@code checked} once every book knows every bet in the payouts.
     */
    public RoundVerdict correct(
            String resultId,
            String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts,
            boolean checked,
            Instant now) {
        if (terms == null) {
            return unknown();
        }
        RoundVerdict known = known(resultId, replaces, outcome, payouts);
        if (known != null) {
            return known;
        }
        Refuse invalid = ResultRules.broken(terms, outcome, payouts);
        if (invalid != null) {
            return invalid;
        }
        if (result == null || !replaces.equals(result.resultId())) {
            String stands = result == null ? "no result stands yet" : result.resultId() + " stands";
            return refuse("result_superseded", "replaces must name the result that stands: " + stands);
        }
        if (version >= MOST_VERSIONS) {
            return refuse("too_many_corrections", "this round has had " + MOST_VERSIONS + " results");
        }
        if (stage != SETTLED || !checked) {
            return new Hold(List.of());
        }
        return new Accept(
                List.of(new ResultRecorded(version + 1, resultId, replaces, outcome, payouts, null, now)), false);
    }

    /** What the ids and the voiding that the round remembers make of a result, or null: it is a new one. */
    private @Nullable RoundVerdict known(
            String resultId, @Nullable String replaces, @Nullable Outcome outcome, @Nullable List<BetPayout> payouts) {
        ResultRecorded same = taken.get(resultId);
        if (same != null) {
            return same.says(replaces, outcome, payouts)
                    ? Accept.replay()
                    : refuse("transaction_conflict", "this resultId was used with other content");
        }
        return voided() ? refuse("round_voided", "this round is voided") : null;
    }

    /** Gives all stakes back, also after the settlement; {@code unavailable} while it is being settled. The same reason again is a repetition, another one {@code transaction_conflict}. */
    public RoundVerdict voidRound(String reason, Instant now) {
        if (terms == null) {
            return unknown();
        }
        if (voidReason != null) {
            return voidReason.equals(reason)
                    ? Accept.replay()
                    : refuse("transaction_conflict", "this round was voided for another reason");
        }
        if (stage == RESULT) {
            return new Refuse("unavailable", "the round is being settled; it can be voided when it is", true, null);
        }
        return new Accept(List.of(new VoidAccepted(reason, version == 0 ? 0 : version + 1, now)), false);
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
            return EMPTY.with(e.terms(), BETS_OPEN);
        } else if (event instanceof BookRegistered e) {
            return with(books.plus(e.book()), totals, close, clientSeed);
        } else if (event instanceof CloseAccepted e) {
            return with(books, totals, e, clientSeed);
        } else if (event instanceof BettingClosing) {
            return with(terms, CLOSING);
        } else if (event instanceof BetsClosed e) {
            TreePMap<Integer, BookTotals> sealed = totals;
            for (BookTotals book : e.books()) {
                sealed = sealed.plus(book.book(), book);
            }
            return with(books, sealed, close, e.clientSeed()).with(terms, stage == VOIDING ? VOIDING : BETS_CLOSED);
        } else if (event instanceof FlightStarted e) {
            return decided(IN_FLIGHT, version, e.at(), result, voidReason, paidMinor);
        } else if (event instanceof FlightLanding) {
            return with(terms, LANDING);
        } else if (event instanceof ResultRecorded e) {
            return decided(RESULT, e.resultVersion(), flightStartedAt, e, voidReason, paidMinor);
        } else if (event instanceof RoundSettled e) {
            return decided(SETTLED, version, flightStartedAt, result, voidReason, e.paidMinor());
        } else if (event instanceof VoidAccepted e) {
            return decided(VOIDING, e.resultVersion(), flightStartedAt, result, e.reason(), paidMinor);
        } else if (event instanceof RoundVoided e) {
            return decided(VOIDED, version, flightStartedAt, result, voidReason, e.paidMinor());
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in Round.apply");
    }

    private Round with(@Nullable RoundTerms newTerms, Stage next) {
        return new Round(
                newTerms,
                next,
                version,
                books,
                totals,
                close,
                clientSeed,
                flightStartedAt,
                result,
                taken,
                voidReason,
                paidMinor);
    }

    private Round with(
            TreePSet<Integer> newBooks,
            TreePMap<Integer, BookTotals> newTotals,
            @Nullable CloseAccepted newClose,
            @Nullable String newClientSeed) {
        return new Round(
                terms,
                stage,
                version,
                newBooks,
                newTotals,
                newClose,
                newClientSeed,
                flightStartedAt,
                result,
                taken,
                voidReason,
                paidMinor);
    }

    private Round decided(
            Stage next,
            int newVersion,
            @Nullable Instant flight,
            @Nullable ResultRecorded newest,
            @Nullable String voided,
            long paid) {
        String resultId = newest == null ? null : newest.resultId();
        return new Round(
                terms,
                next,
                newVersion,
                books,
                totals,
                close,
                clientSeed,
                flight,
                newest,
                newest == null || resultId == null ? taken : taken.plus(resultId, newest),
                voided,
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
                version,
                result == null || voided() ? null : result.resultId(),
                result == null || voided() ? null : result.outcome(),
                result == null ? null : result.proof(),
                voidReason,
                flightStartedAt,
                bets,
                staked,
                finished() ? paidMinor : paidSoFarMinor,
                finished() ? 0 : unsettled);
    }
}
