package io.croupier.simulations.domain;

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
import org.jspecify.annotations.Nullable;

/** Who has answered what in a round's present stage. It models the actor's {@code RoundWork}. */
final class RoundAnswers {
    private record Waiter(String from, long tag) {}

    private final RoundNode node;
    final Map<Integer, BookTotals> sealed = new TreeMap<>();
    final Set<Integer> landed = new HashSet<>();
    private final Map<Integer, Message.BookSettled> settled = new HashMap<>();
    private final Set<Integer> checked = new HashSet<>();
    private final List<Waiter> waiting = new ArrayList<>();
    private Message.@Nullable Result wanted;
    private String check = "";

    @Nullable Outcome drawn;

    private @Nullable Stage stage;
    boolean seen;
    boolean revealAsked;
    private int attempts;

    RoundAnswers(RoundNode node) {
        this.node = node;
    }

    void entered(Round round) {
        if (stage != round.stage()) {
            stage = round.stage();
            seen = false;
        }
        attempts = 0;
        revealAsked = false;
        if (round.stage() == Stage.VOIDING || round.stage() == Stage.VOIDED) {
            answerWanted(new Message.Refused("round_voided", false));
        }
    }

    int nextAttempt() {
        return ++attempts;
    }

    boolean allSealed(Round round) {
        return sealed.keySet().containsAll(round.books());
    }

    List<BookTotals> totals() {
        return List.copyOf(sealed.values());
    }

    boolean allLanded(Round round) {
        return landed.containsAll(round.books());
    }

    void settled(Message.BookSettled c) {
        settled.put(c.book(), c);
    }

    boolean isSettled(int book) {
        Message.BookSettled progress = settled.get(book);
        return progress != null && progress.unsettled() == 0;
    }

    boolean allSettled(Round round) {
        return round.closed() && round.books().stream().allMatch(this::isSettled);
    }

    long paidMinor() {
        return settled.values().stream()
                .mapToLong(Message.BookSettled::paidMinor)
                .sum();
    }

    Message.@Nullable Result wanted() {
        return wanted;
    }

    /** False: it was refused. */
    boolean hold(Message.Result result, Letter letter) {
        if (wanted != null && !wanted.equals(result)) {
            node.send(letter.from(), letter.tag(), new Message.Refused("unavailable", true));
            return false;
        }
        if (wanted == null) {
            check = node.nextCheck();
        }
        wanted = result;
        waiting.add(new Waiter(letter.from(), letter.tag()));
        return true;
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
                        || checked.containsAll(byBook(round, wanted.payouts()).keySet()));
    }

    @Nullable BetPayout payoutOutsideBooks(Round round) {
        if (wanted != null) {
            for (Map.Entry<Integer, List<BetPayout>> part :
                    byBook(round, wanted.payouts()).entrySet()) {
                if (!round.books().contains(part.getKey())) {
                    return part.getValue().get(0);
                }
            }
        }
        return null;
    }

    void answerWanted(Message reply) {
        Message again = reply instanceof Message.Receipt ? new Message.Receipt(true) : reply;
        for (int i = 0; i < waiting.size(); i++) {
            node.send(waiting.get(i).from, waiting.get(i).tag, i == 0 ? reply : again);
        }
        waiting.clear();
        checked.clear();
        wanted = null;
    }

    boolean owesNothing(Round round) {
        boolean awaitsProvider = round.stage() == Stage.BETS_CLOSED
                && !round.requireTerms().table().houseRun()
                && wanted == null;
        return seen && (round.finished() || round.stage() == Stage.BETS_OPEN || awaitsProvider);
    }

    RoundStatus status(Round round) {
        long unsettled = 0;
        for (BookTotals book : round.totals().values()) {
            Message.BookSettled progress = settled.get(book.book());
            unsettled += progress == null ? book.bets() : progress.unsettled();
        }
        return round.status(paidMinor(), unsettled);
    }

    static Map<Integer, List<BetPayout>> byBook(Round round, @Nullable List<BetPayout> payouts) {
        Map<Integer, List<BetPayout>> parts = new TreeMap<>();
        int books = round.requireTerms().table().books();
        for (BetPayout payout : payouts == null ? List.<BetPayout>of() : payouts) {
            parts.computeIfAbsent(BookNode.index(payout.playerId(), books), book -> new ArrayList<>())
                    .add(payout);
        }
        return parts;
    }
}
