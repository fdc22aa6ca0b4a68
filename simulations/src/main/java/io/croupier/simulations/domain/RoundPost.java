package io.croupier.simulations.domain;

import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Games;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What a round says to its books and its table in each stage. It models the actor's {@code RoundMail}. */
final class RoundPost {
    private final RoundNode node;

    RoundPost(RoundNode node) {
        this.node = node;
    }

    static boolean flies(Round round) {
        var table = round.requireTerms().table();
        return table.houseRun() && Games.of(table.game()).inFlight();
    }

    void tell(int book, Message message) {
        node.send(BookNode.id(node.roundId, book), message);
    }

    private void tellTable(Round round, Message message) {
        node.send(TableNode.id(round.requireTerms().table().tableId()), message);
    }

    private void tellBooks(Round round, IntPredicate answered, Message message) {
        for (int book : round.books()) {
            if (!answered.test(book)) {
                tell(book, message);
            }
        }
    }

    void wakeBooks(Round round) {
        tellBooks(round, book -> false, new Message.Registered(round.requireTerms()));
    }

    void tick(Round round, int multiplierX100, long elapsedMs, long burstsInMs) {
        tellBooks(round, book -> false, new Message.Tick(multiplierX100, elapsedMs, burstsInMs));
    }

    void say(Round round, RoundAnswers work) {
        if (!work.seen) {
            tellTable(round, new Message.Progress(work.status(round)));
        }
        if (!round.closed() && (round.stage() == Stage.CLOSING || round.stage() == Stage.VOIDING)) {
            tellBooks(round, work.sealed::containsKey, new Message.Seal(round.requireTerms()));
            return;
        }
        if (round.again() && !round.finished() && !work.seen) {
            return;
        }
        switch (round.stage()) {
            case BETS_CLOSED -> {
                if (flies(round)) {
                    draw(round);
                } else if (round.requireTerms().table().houseRun()) {
                    reveal(round);
                } else {
                    checkPayouts(round, work);
                }
            }
            case IN_FLIGHT -> {
                if (work.drawn == null) {
                    draw(round);
                }
            }
            case LANDING -> {
                if (work.allLanded(round)) {
                    reveal(round);
                } else {
                    tellBooks(round, work.landed::contains, new Message.Land(elapsedMs(round)));
                }
            }
            case RESULT -> settle(round, work);
            case SETTLED -> checkPayouts(round, work);
            case VOIDING ->
                tellBooks(
                        round,
                        work::isSettled,
                        new Message.VoidBets(Objects.requireNonNull(round.voidReason()), round.version()));
            default -> {}
        }
    }

    private void draw(Round round) {
        tellTable(round, new Message.Draw(node.roundId, Objects.requireNonNull(round.clientSeed())));
    }

    void reveal(Round round) {
        tellTable(round, new Message.Reveal(node.roundId, Objects.requireNonNull(round.clientSeed())));
    }

    long elapsedMs(Round round) {
        return Math.max(
                0,
                Duration.between(Objects.requireNonNull(round.flightStartedAt()), node.now())
                        .toMillis());
    }

    void checkPayouts(Round round, RoundAnswers work) {
        Message.Result wanted = work.wanted();
        if ((round.stage() == Stage.BETS_CLOSED || round.stage() == Stage.SETTLED) && wanted != null) {
            byBook(round, wanted.payouts()).forEach((book, part) -> {
                if (round.books().contains(book) && !work.isChecked(book)) {
                    tell(book, new Message.CheckPayouts(work.check(), part));
                }
            });
        }
    }

    private void settle(Round round, RoundAnswers work) {
        ResultRecorded result = Objects.requireNonNull(round.result());
        Map<Integer, List<BetPayout>> parts = byBook(round, result.payouts());
        for (int book : round.books()) {
            if (!work.isSettled(book)) {
                List<BetPayout> part = Objects.requireNonNullElse(parts.get(book), List.of());
                tell(book, new Message.Settle(result.resultVersion(), result.outcome(), part, round.closedAt()));
            }
        }
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
