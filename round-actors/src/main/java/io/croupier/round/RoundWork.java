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
import io.croupier.round.game.Outcome;
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
 * Who has answered what in a round's present stage, and the provider's result that waits for the books. Never stored: after a
 * crash everybody is asked again, and the provider sends its result again. Bounded by the number of books and by
 * {@code max-waiting-results}. Not for concurrent use.
 */
final class RoundWork {
    /** A provider's result, without who asks for it. */
    record Wanted(
            String resultId,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts) {
        static Wanted of(RoundEntity.Result command) {
            List<BookEntity.Payout> payouts = command.payouts();
            return new Wanted(
                    command.resultId(),
                    command.outcome(),
                    payouts == null
                            ? null
                            : payouts.stream()
                                    .map(p -> new BetPayout(p.playerId(), p.betId(), p.payoutMinor()))
                                    .toList());
        }

        List<BetPayout> listed() {
            return payouts == null ? List.of() : payouts;
        }
    }

    private final int maxWaitingResults;
    private final Map<Integer, BookTotals> sealed = new TreeMap<>();
    private final Set<Integer> landed = new HashSet<>();
    private final Map<Integer, BookSettled> settled = new HashMap<>();
    private final Set<Integer> checked = new HashSet<>();
    private final List<ActorRef<Reply>> waiting = new ArrayList<>();
    private @Nullable Wanted wanted;
    /** Names the questions about this wanted result: a refused one may come again with other payouts. */
    private String check = "";

    private @Nullable Outcome drawn;
    private @Nullable Stage stage;
    private boolean seen;
    private boolean revealAsked;
    private int attempts;

    RoundWork(int maxWaitingResults) {
        this.maxWaitingResults = maxWaitingResults;
    }

    void entered(Round round) {
        if (stage != round.stage()) {
            stage = round.stage();
            seen = false;
        }
        attempts = 0;
        revealAsked = false;
        if (round.stage() == Stage.VOIDING || round.stage() == Stage.VOIDED) {
            answerWanted(new Refused("round_voided", "this round is voided", false, null));
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

    boolean isSettled(int book) {
        BookSettled progress = settled.get(book);
        return progress != null && progress.unsettled() == 0;
    }

    boolean allSettled(Round round) {
        return round.closed() && round.books().stream().allMatch(this::isSettled);
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
            return new Refused("unavailable", "too many callers wait for this result", true, null);
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
    @Nullable BetPayout payoutOutsideBooks(Round round) {
        if (wanted != null) {
            for (Map.Entry<Integer, List<BetPayout>> part :
                    RoundMail.byBook(round, wanted).entrySet()) {
                if (!round.books().contains(part.getKey())) {
                    return part.getValue().get(0);
                }
            }
        }
        return null;
    }

    /** The first caller gets this reply; so do those who sent the same, marked as replayed. */
    void answerWanted(Reply reply) {
        Reply again = reply instanceof RoundEntity.Receipt receipt
                ? new RoundEntity.Receipt(receipt.roundId(), receipt.command(), receipt.resultId(), true)
                : reply;
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).tell(i == 0 ? reply : again);
        }
        waiting.clear();
        checked.clear();
        wanted = null;
    }

    // The table

    void seen() {
        seen = true;
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
        return seen && rests;
    }

    RoundStatus status(Round round) {
        long unsettled = 0;
        for (BookTotals book : round.totals().values()) {
            BookSettled progress = settled.get(book.book());
            unsettled += progress == null ? book.bets() : progress.unsettled();
        }
        return round.status(paidMinor(), unsettled);
    }
}
