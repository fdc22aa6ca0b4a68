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
    private record Owed(Letter to, Message receipt) {}

    private final RoundNode node;
    final Map<Integer, BookTotals> sealed = new TreeMap<>();
    final Set<Integer> landed = new HashSet<>();
    private final Map<Integer, Message.BookSettled> settled = new HashMap<>();
    private final Set<Integer> checked = new HashSet<>();
    private final List<Letter> waiting = new ArrayList<>();
    private final List<Owed> owed = new ArrayList<>();
    private Message.@Nullable Result wanted;
    private String check = "";

    @Nullable Outcome drawn;

    private @Nullable Stage stage;
    private int version;
    boolean seen;
    boolean revealAsked;
    private int attempts;

    RoundAnswers(RoundNode node) {
        this.node = node;
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
            answerWanted(round, new Message.Refused("round_voided", false));
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
        return progress != null && progress.resultVersion() == version && progress.unsettled() == 0;
    }

    boolean allSettled(Round round) {
        return round.closed() && round.books().stream().allMatch(this::isSettled) && (!round.again() || seen);
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
        waiting.add(letter);
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
                        || checked.containsAll(
                                RoundPost.byBook(round, wanted.payouts()).keySet()));
    }

    @Nullable BetPayout payoutOutsideBooks(Round round) {
        if (wanted != null) {
            for (Map.Entry<Integer, List<BetPayout>> part :
                    RoundPost.byBook(round, wanted.payouts()).entrySet()) {
                if (!round.books().contains(part.getKey())) {
                    return part.getValue().get(0);
                }
            }
        }
        return null;
    }

    void answerWanted(Round round, Message reply) {
        Message again = reply instanceof Message.Receipt ? new Message.Receipt(true) : reply;
        for (int i = 0; i < waiting.size(); i++) {
            answer(round, waiting.get(i), i == 0 ? reply : again);
        }
        waiting.clear();
        checked.clear();
        wanted = null;
    }

    /** A receipt of what is settled again waits until the table has seen that. */
    void answer(Round round, Letter to, Message reply) {
        if (reply instanceof Message.Receipt && round.again() && !seen) {
            owed.add(new Owed(to, reply));
        } else {
            node.send(to.from(), to.tag(), reply);
        }
    }

    void tableHasSeen() {
        seen = true;
        List<Owed> receipts = List.copyOf(owed);
        owed.clear();
        receipts.forEach(receipt -> node.send(receipt.to.from(), receipt.to.tag(), receipt.receipt));
    }

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
            Message.BookSettled progress = settled.get(book.book());
            unsettled += progress != null && progress.resultVersion() == round.version()
                    ? progress.unsettled()
                    : book.bets();
        }
        return round.status(paidMinor(), unsettled);
    }
}
