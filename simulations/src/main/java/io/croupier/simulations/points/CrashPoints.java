package io.croupier.simulations.points;

import io.croupier.simulations.points.CrashPoint.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All crash points: around the commit of every kind of event that a play of all tables stores, around each call of a wallet,
 * and around the telling of what was stored. {@code docs/reference/crash-points.md} lists them; a test holds it to this list.
 */
public final class CrashPoints {
    private static final List<String> STORED = List.of(
            "wallet.deposit",
            "wallet.withdrawal",
            "wallet.bet",
            "wallet.win",
            "wallet.rollback",
            "wallet.tombstone",
            "wallet.refund",
            "wallet.rejected",
            "book.book-opened",
            "book.intents",
            "book.decided",
            "book.sealed",
            "book.cashed-out",
            "book.landed",
            "book.planned",
            "book.void-planned",
            "book.credited",
            "round.round-opened",
            "round.book-registered",
            "round.close-accepted",
            "round.betting-closing",
            "round.bets-closed",
            "round.flight-started",
            "round.flight-landing",
            "round.result-recorded",
            "round.round-settled",
            "round.void-accepted",
            "round.round-voided",
            "table.round-scheduled",
            "table.seed-revealed",
            "table.round-progressed");

    /** The kinds of a book's calls. */
    private static final List<String> CALLED = List.of("debit", "credit", "decline");

    /** Methods of the program, see {@link CrashPointAgent}. */
    private static final List<String> TOLD = List.of("wallet", "book", "round");

    private static final List<CrashPoint> ALL = all();

    private CrashPoints() {}

    private static List<CrashPoint> all() {
        List<CrashPoint> points = new ArrayList<>();
        add(points, Kind.COMMIT, STORED);
        add(points, Kind.CALL, CALLED);
        add(points, Kind.TELL, TOLD);
        return List.copyOf(points);
    }

    private static void add(List<CrashPoint> points, Kind kind, List<String> subjects) {
        for (String subject : subjects) {
            points.add(new CrashPoint(true, kind, subject));
            points.add(new CrashPoint(false, kind, subject));
        }
    }

    public static List<CrashPoint> list() {
        return ALL;
    }

    public static Optional<CrashPoint> named(String name) {
        return ALL.stream().filter(point -> point.name().equals(name)).findFirst();
    }
}
