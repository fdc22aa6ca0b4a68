package io.croupier.http.bench;

import io.croupier.http.bench.BenchCommand.Options;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * What one wallet costs as its history grows tenfold again and again: how much it remembers, and what a debit takes, alone and with
 * others beside it. The ids are random; one debit in a hundred repeats an old one, from anywhere in the wallet's life.
 */
final class MemoryBench {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int FIRST = 100;
    private static final int ALONE = 300;
    private static final int BESIDE = 20_000;
    private static final int OLD_ONE_IN = 100;

    private final ActorWallet wallet;
    private final Options options;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Transaction.Bet> history = new ArrayList<>();
    private long duplicates;

    private MemoryBench(ActorWallet wallet, Options options) {
        this.wallet = wallet;
        this.options = options;
    }

    static void measure(Options options, ActorWallet wallet, DatabaseAccess database, PrintWriter out)
            throws SQLException {
        new MemoryBench(wallet, options).measure(database, out);
    }

    private void measure(DatabaseAccess database, PrintWriter out) throws SQLException {
        out.println("warming up ...");
        wallet.betsPerSecond(options.inFlight(), Duration.ofSeconds(options.seconds()));
        out.println("     history  remembered   snapshot   alone p50   alone p99   beside others   old ones");
        try (Connection looking = database.connect()) {
            for (int size = FIRST; size <= options.most(); size *= 10) {
                grow(size);
                awaitFeed(looking);
                long[] alone = alone();
                double beside = together(BESIDE);
                awaitFeed(looking);
                WalletEntity.Remembered remembered = wallet.remembered();
                out.printf(
                        Locale.ROOT,
                        "%,12d %,11d %,8d B %,8.2f ms %,8.2f ms %,13.0f/s %,10d%n",
                        size,
                        remembered.transactions(),
                        remembered.bytes(),
                        alone[ALONE / 2] / 1e6,
                        alone[ALONE * 99 / 100] / 1e6,
                        beside,
                        duplicates);
            }
        }
    }

    private void grow(int size) {
        int left = size - history.size();
        if (left > 0) {
            together(left);
        }
    }

    /** One after the other: what a player waits for. */
    private long[] alone() {
        long[] nanos = new long[ALONE];
        for (int n = 0; n < ALONE; n++) {
            long begin = System.nanoTime();
            send(next()).join();
            nanos[n] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** Many at once; debits per second. */
    private double together(int count) {
        long begin = System.nanoTime();
        int most = Math.min(options.inFlight(), 500);
        for (int sent = 0; sent < count; sent += most) {
            List<CompletableFuture<Void>> batch = new ArrayList<>();
            for (int n = sent; n < Math.min(count, sent + most); n++) {
                batch.add(send(next()));
            }
            CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    private Transaction.Bet next() {
        if (!history.isEmpty() && random.nextInt(OLD_ONE_IN) == 0) {
            return history.get(random.nextInt(history.size()));
        }
        String id = Long.toUnsignedString(random.nextLong(), 36);
        return new Transaction.Bet(
                "prv~bench~" + id, 1, "EUR", new Reference(null, null, "bench~" + random.nextInt(1_000), ""));
    }

    private CompletableFuture<Void> send(Transaction.Bet bet) {
        return wallet.transact(wallet.player(0), bet)
                .thenAccept(answer -> count(bet, answer))
                .toCompletableFuture();
    }

    private synchronized void count(Transaction.Bet bet, Answer answer) {
        if (!(answer instanceof Answer.Accepted accepted)) {
            throw new IllegalStateException("a bench wallet refused: " + answer);
        }
        if (accepted.replayed()) {
            duplicates++;
        } else {
            history.add(bet);
        }
    }

    private static void awaitFeed(Connection connection) throws SQLException {
        long last = number(connection, "SELECT max(ordering) FROM event_journal");
        while (number(connection, "SELECT coalesce(max(ordering), 0) FROM feed_cursor") < last) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
