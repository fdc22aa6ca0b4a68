package io.croupier.simulations;

import io.croupier.simulations.resting.JournalFill;
import io.croupier.simulations.resting.Life;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** Adds wallets at rest to the journal of a program that is stopped, and tells how it goes. */
final class RestFill {
    /** Wallets per transaction: a run that is stopped meanwhile waits for one of them. */
    private static final int AT_ONCE = 10_000;
    /** A vacuum of all that was written. */
    private static final int LONGEST_STATEMENT_MS = (int) Duration.ofMinutes(15).toMillis();

    private static final long LINE_EVERY_NS = Duration.ofSeconds(5).toNanos();

    private final Run run;
    private final Journal journal;
    private final RestingWallets wallets;

    RestFill(Run run, Journal journal, RestingWallets wallets) {
        this.run = run;
        this.journal = journal;
        this.wallets = wallets;
    }

    /**
     * What was written.
     *
     * @param seconds for the rows alone, without the vacuum after them
     */
    record Filled(long rows, double seconds) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s rows in %.1f s (%s/s)",
                    Texts.number(rows),
                    seconds,
                    Texts.number(Math.round(rows / Math.max(seconds, 1e-3))));
        }
    }

    /** Adds wallets until there are so many, or the run is stopped. */
    Filled upTo(int count) {
        try (Connection database = journal.connect()) {
            database.setNetworkTimeout(Runnable::run, LONGEST_STATEMENT_MS);
            var fill = new JournalFill(database, wallets.seed(), Casino.CURRENCY);
            fill.check();
            Filled filled = add(fill, count);
            if (!run.stopped()) {
                fill.settle();
            }
            return filled;
        } catch (SQLException | IllegalStateException e) {
            throw new SimulationException("the journal cannot be filled: " + e.getMessage(), e);
        }
    }

    private Filled add(JournalFill fill, int count) throws SQLException {
        int first = wallets.count();
        long began = System.nanoTime();
        long lastLine = began;
        while (wallets.count() < count && !run.stopped()) {
            int from = wallets.count();
            int to = Math.min(count, from + AT_ONCE);
            wallets.filled(to, fill.add(from, to));
            if (System.nanoTime() - lastLine >= LINE_EVERY_NS) {
                lastLine = System.nanoTime();
                run.say("  filling to " + Texts.number(count) + " wallets: " + filled(first, began));
            }
        }
        return filled(first, began);
    }

    private Filled filled(int first, long began) {
        long rows = (long) (wallets.count() - first) * Life.EVENTS;
        return new Filled(rows, (System.nanoTime() - began) / 1e9);
    }
}
