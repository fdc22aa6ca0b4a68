package io.croupier.round;

import akka.actor.typed.ActorRef;
import io.croupier.round.RoundEntity.BookLanded;
import io.croupier.round.RoundEntity.BookSealed;
import io.croupier.round.RoundEntity.BookSettled;
import io.croupier.round.RoundEntity.Refused;
import io.croupier.round.RoundEntity.Reply;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.BookTotals;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundVerdict;
import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has answered what in a round's present stage, and the provider's result or correction that waits for the books. Never stored: after a
 * crash everybody is asked again, and the provider sends its result again. Bounded by the number of books and by
 * {@code max-waiting-results}. Not for concurrent use.
 */
final class RoundWork {
    /**
     * A provider's result, without who asks for it.
     *
     * @param replaces the result that it corrects, null for a first one
     */
    record Wanted(
            String resultId,
            @Nullable String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts) {
        static Wanted of(RoundEntity.Result c) {
            return new Wanted(c.resultId(), null, c.outcome(), betPayouts(c.payouts()));
        }

        static Wanted of(RoundEntity.Correct c) {
            return new Wanted(c.resultId(), c.replaces(), c.outcome(), betPayouts(c.payouts()));
        }

        static Wanted of(RoundEntity.PreviewCorrection c) {
            return new Wanted(c.resultId(), c.replaces(), c.outcome(), betPayouts(c.payouts()));
        }

        private static @Nullable List<BetPayout> betPayouts(@Nullable List<BookEntity.Payout> payouts) {
            return payouts == null
                    ? null
                    : payouts.stream()
                            .map(p -> new BetPayout(p.playerId(), p.betId(), p.payoutMinor()))
                            .toList();
        }

        RoundVerdict decide(Round round, boolean checked, Instant now) {
            return replaces == null
                    ? round.result(resultId, outcome, payouts, checked, now)
                    : round.correct(resultId, replaces, outcome, payouts, checked, now);
        }

        /** As receipts name it. */
        String command() {
            return replaces == null ? "result" : "correction";
        }

        List<BetPayout> listed() {
            return payouts == null ? List.of() : payouts;
        }
    }

    private record Owed(ActorRef<Reply> replyTo, Reply reply) {}

    private final int maxWaitingResults;
    private final Map<Integer, BookTotals> sealed = new TreeMap<>();
    private final Set<Integer> landed = new HashSet<>();
    private final Map<Integer, BookSettled> settled = new HashMap<>();
    private final Set<Integer> checked = new HashSet<>();
    private final List<ActorRef<Reply>> waiting = new ArrayList<>();
    private final List<Owed> owed = new ArrayList<>();
    private @Nullable Wanted wanted;
    /** Names the questions about this wanted result: a refused one may come again with other payouts. */
    private String check = "";

    private @Nullable Outcome drawn;
    private @Nullable Stage stage;
    private int version;
    private boolean seen;
    private boolean revealAsked;
    private int attempts;

    RoundWork(int maxWaitingResults) {
        this.maxWaitingResults = maxWaitingResults;
    }

    void entered(Round round) {
        if (stage != round.stage() || version != round.version()) {
            stage = round.stage();
            version = round.version();
            seen = false;
        }
        attempts = 0;
        revealAsked = false;
        if (round.stage() == Stage.VOIDING || round.stage() == Stage.VOIDED) {
            answerWanted(round, new Refused("round_voided", "this round is voided", false, null));
        }
    }

    int nextAttempt() {
        return ++attempts;
    }

    // Books

    boolean sealed(BookSealed c) {
        return sealed.put(c.book(), new BookTotals(c.book(), c.bets(), c.stakedMinor(), c.digest())) == null;
    }

    boolean isSealed(int book) {
        return sealed.containsKey(book);
    }

    boolean allSealed(Round round) {
        return sealed.keySet().containsAll(round.books());
    }

    /** In the order of the books' numbers. */
    List<BookTotals> totals() {
        return List.copyOf(sealed.values());
    }

    boolean landed(BookLanded c) {
        return landed.add(c.book());
    }

    boolean isLanded(int book) {
        return landed.contains(book);
    }

    boolean allLanded(Round round) {
        return landed.containsAll(round.books());
    }

    void settled(BookSettled c) {
        settled.put(c.book(), c);
    }

    /** Under the round's present version; what a book said under one before counts as what it has paid so far. */
    boolean isSettled(int book) {
        BookSettled progress = settled.get(book);
        return progress != null && progress.resultVersion() == version && progress.unsettled() == 0;
    }

    /**
     * A round that is settled again waits for its table too: who starts it again after a crash would not know of it otherwise, and a
     * table could not tell a late message about a round that it has let go from news.
     */
    boolean allSettled(Round round) {
        return round.closed() && round.books().stream().allMatch(this::isSettled) && (!round.again() || seen);
    }

    long paidMinor() {
        long sum = 0;
        for (BookSettled book : settled.values()) {
            long paid = book.paidMinor();
            sum = sum > Long.MAX_VALUE - paid ? Long.MAX_VALUE : sum + paid;
        }
        return sum;
    }

    // Draw

    void drawn(Outcome outcome) {
        drawn = outcome;
    }

    @Nullable Outcome drawn() {
        return drawn;
    }

    boolean revealAsked() {
        return revealAsked;
    }

    void askReveal() {
        revealAsked = true;
    }

    // A provider's result

    @Nullable Wanted wanted() {
        return wanted;
    }

    /** Keeps a result until the books are sealed and checked. Null: kept; otherwise the refusal. */
    @Nullable Refused hold(Wanted result, ActorRef<Reply> replyTo) {
        if (wanted != null && !wanted.resultId().equals(result.resultId())) {
            return new Refused("unavailable", "another result is being taken for this round", true, null);
        }
        if (wanted != null && !wanted.equals(result)) {
            // Not a conflict yet: the first may still be refused, and then its id is free.
            return new Refused("unavailable", "this resultId is being taken with other content", true, null);
        }
        if (waiting.size() >= maxWaitingResults) {
            // It has waited longest, most likely in vain, and repeats: a refusal would be a lie about what may yet be
            // taken.
            waiting.remove(0);
        }
        if (wanted == null) {
            check = UUID.randomUUID().toString();
        }
        wanted = result;
        waiting.add(replyTo);
        return null;
    }

    String check() {
        return check;
    }

    void checked(int book) {
        checked.add(book);
    }

    boolean isChecked(int book) {
        return checked.contains(book);
    }

    boolean allChecked(Round round) {
        return wanted != null
                && (wanted.payouts() == null
                        || checked.containsAll(RoundMail.byBook(round, wanted).keySet()));
    }

    /** A payout for a book that never had a bet, or null. */
    static @Nullable BetPayout payoutOutsideBooks(Round round, Wanted result) {
        for (Map.Entry<Integer, List<BetPayout>> part :
                RoundMail.byBook(round, result).entrySet()) {
            if (!round.books().contains(part.getKey())) {
                return part.getValue().get(0);
            }
        }
        return null;
    }

    /** The first caller gets this reply; so do those who sent the same, marked as replayed. */
    void answerWanted(Round round, Reply reply) {
        Reply again = reply instanceof RoundEntity.Receipt receipt
                ? new RoundEntity.Receipt(receipt.roundId(), receipt.command(), receipt.resultId(), true)
                : reply;
        for (int i = 0; i < waiting.size(); i++) {
            answer(round, waiting.get(i), i == 0 ? reply : again);
        }
        waiting.clear();
        checked.clear();
        wanted = null;
    }

    // The table

    /**
     * Tells a caller now, or gives the receipt when the table has seen that the round is settled again: only then somebody will see to
     * it that it is. Who gets nothing asks again; so do callers beyond the bound.
     */
    void answer(Round round, ActorRef<Reply> replyTo, Reply reply) {
        if (!(reply instanceof RoundEntity.Receipt) || !round.again() || seen) {
            replyTo.tell(reply);
        } else if (owed.size() < maxWaitingResults) {
            owed.add(new Owed(replyTo, reply));
        }
    }

    void seen() {
        seen = true;
        owed.forEach(receipt -> receipt.replyTo.tell(receipt.reply));
        owed.clear();
    }

    void forgetSeen() {
        seen = false;
    }

    boolean isSeen() {
        return seen;
    }

    /** Whether nothing has to be repeated: the table knows, and no book, table or wallet has anything left to do. */
    boolean owesNothing(Round round) {
        boolean awaitsProvider = round.stage() == Stage.BETS_CLOSED
                && !round.requireTerms().table().houseRun()
                && wanted == null;
        boolean rests = round.finished() || round.stage() == Stage.BETS_OPEN || awaitsProvider;
        return seen && rests && wanted == null;
    }

    RoundStatus status(Round round) {
        long unsettled = 0;
        for (BookTotals book : round.totals().values()) {
            BookSettled progress = settled.get(book.book());
            unsettled += progress != null && progress.resultVersion() == round.version()
                    ? progress.unsettled()
                    : book.bets();
        }
        return round.status(paidMinor(), unsettled);
    }
}
