package io.croupier.round;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Games;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** What a round says to its books and its table in each stage. Every message may be sent any number of times. */
final class RoundMail {
    private final ClusterSharding sharding;
    private final String roundId;

    RoundMail(ClusterSharding sharding, String roundId) {
        this.sharding = sharding;
        this.roundId = roundId;
    }

    /** Whether this round flies between the close and the result: the house's in-flight games do. */
    static boolean flies(Round round) {
        var table = round.requireTerms().table();
        return table.houseRun() && Games.of(table.game()).inFlight();
    }

    void tell(int book, BookEntity.Command message) {
        sharding.entityRefFor(BookEntity.KEY, BookEntity.id(roundId, book)).tell(message);
    }

    private void tellTable(Round round, TableEntity.Command message) {
        sharding.entityRefFor(TableEntity.KEY, round.requireTerms().table().tableId())
                .tell(message);
    }

    private void tellBooks(Round round, IntPredicate answered, BookEntity.Command message) {
        for (int book : round.books()) {
            if (!answered.test(book)) {
                tell(book, message);
            }
        }
    }

    /** The stage's messages to those who have not answered, and the stage itself to the table until it was seen. */
    void send(Round round, RoundWork work, Instant now) {
        if (!work.isSeen()) {
            tellTable(round, new TableEntity.Progress(work.status(round)));
        }
        if (!round.closed() && (round.stage() == Stage.CLOSING || round.stage() == Stage.VOIDING)) {
            tellBooks(round, work::isSealed, new BookEntity.Seal(round.requireTerms()));
            return;
        }
        if (round.again() && !round.finished() && !work.isSeen()) {
            // No money before the table will see to it that all of it moves, whoever dies.
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
                if (work.drawn() == null) {
                    draw(round);
                }
            }
            case LANDING -> {
                if (work.allLanded(round)) {
                    reveal(round);
                } else {
                    tellBooks(round, work::isLanded, new BookEntity.Land(elapsedMs(round, now)));
                }
            }
            case RESULT -> settle(round, work);
            case SETTLED -> checkPayouts(round, work);
            case VOIDING ->
                tellBooks(
                        round,
                        work::isSettled,
                        new BookEntity.VoidBets(Objects.requireNonNull(round.voidReason()), round.version()));
            default -> {}
        }
    }

    /** Starts the books' actors again, which may have intents or owed rollbacks to go on with. */
    void wakeBooks(Round round) {
        tellBooks(round, book -> false, new BookEntity.Registered(round.requireTerms()));
    }

    private void draw(Round round) {
        tellTable(round, new TableEntity.Draw(roundId, Objects.requireNonNull(round.clientSeed())));
    }

    void reveal(Round round) {
        tellTable(round, new TableEntity.Reveal(roundId, Objects.requireNonNull(round.clientSeed())));
    }

    void tick(Round round, int multiplierX100, long elapsedMs, long burstsInMs) {
        tellBooks(round, book -> false, new BookEntity.Tick(multiplierX100, elapsedMs, burstsInMs));
        tellTable(round, new TableEntity.FlightState(roundId, multiplierX100));
    }

    long elapsedMs(Round round, Instant now) {
        return Math.max(
                0,
                Duration.between(Objects.requireNonNull(round.flightStartedAt()), now)
                        .toMillis());
    }

    /** Asks the sealed books about the bets of a waiting result. */
    void checkPayouts(Round round, RoundWork work) {
        RoundWork.Wanted wanted = work.wanted();
        if ((round.stage() == Stage.BETS_CLOSED || round.stage() == Stage.SETTLED) && wanted != null) {
            byBook(round, wanted).forEach((book, part) -> {
                if (round.books().contains(book) && !work.isChecked(book)) {
                    tell(book, new BookEntity.CheckPayouts(work.check(), payouts(part)));
                }
            });
        }
    }

    private void settle(Round round, RoundWork work) {
        ResultRecorded result = Objects.requireNonNull(round.result());
        settles(round, result).forEach((book, message) -> {
            if (!work.isSettled(book)) {
                tell(book, message);
            }
        });
    }

    /** What each book is told to settle under this result. */
    static Map<Integer, BookEntity.Settle> settles(Round round, ResultRecorded result) {
        var wanted = new RoundWork.Wanted("", null, result.outcome(), result.payouts());
        Map<Integer, List<BetPayout>> parts = byBook(round, wanted);
        Map<Integer, BookEntity.Settle> messages = new HashMap<>();
        for (int book : round.books()) {
            messages.put(
                    book,
                    new BookEntity.Settle(
                            result.resultVersion(),
                            result.outcome(),
                            payouts(parts.getOrDefault(book, List.of())),
                            round.closedAt()));
        }
        return messages;
    }

    /** The payouts by the book that holds their players' bets. */
    static Map<Integer, List<BetPayout>> byBook(Round round, RoundWork.Wanted wanted) {
        Map<Integer, List<BetPayout>> parts = new HashMap<>();
        int books = round.requireTerms().table().books();
        for (BetPayout payout : wanted.listed()) {
            parts.computeIfAbsent(BookEntity.index(payout.playerId(), books), book -> new ArrayList<>())
                    .add(payout);
        }
        return parts;
    }

    private static List<BookEntity.Payout> payouts(List<BetPayout> part) {
        return part.stream()
                .map(p -> new BookEntity.Payout(p.playerId(), p.betId(), p.payoutMinor()))
                .toList();
    }
}
