package io.croupier.http.bench;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Croupier's wallets as the rest of the program uses them: sharded entities, asked from inside the JVM. */
final class ActorWallet {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int LATENCY_SAMPLES = 1 << 20;

    private final ClusterSharding sharding;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong bets = new AtomicLong();
    private final int wallets;

    ActorWallet(ClusterSharding sharding, int wallets) {
        this.sharding = sharding;
        this.wallets = wallets;
    }

    /**
     * What a measurement found.
     *
     * @param p50Micros median time from asking to the durable answer
     */
    record Rate(double betsPerSecond, long p50Micros, long p99Micros) {}

    /** Opens and funds the wallets; the stage fails with the first refusal. */
    CompletableFuture<Void> open() {
        CompletableFuture<?>[] opened = new CompletableFuture<?>[wallets];
        for (int i = 0; i < wallets; i++) {
            String player = player(i);
            opened[i] = transact(player, new Transaction.Open("op~open-" + player, "EUR", Reference.NONE))
                    .thenCompose(answer -> transact(
                            player,
                            new Transaction.Deposit("op~fund-" + player, 1_000_000_000_000L, "EUR", Reference.NONE)))
                    .thenAccept(ActorWallet::expectAccepted)
                    .toCompletableFuture();
        }
        return CompletableFuture.allOf(opened);
    }

    /** Accepted, durable debits per second with so many under way, over all wallets at random. */
    Rate betsPerSecond(int inFlight, Duration length) {
        long start = System.nanoTime();
        Load load = new Load(start + length.toNanos(), inFlight);
        for (int i = 0; i < inFlight; i++) {
            load.next();
        }
        load.done.join();
        return load.rate(System.nanoTime() - start);
    }

    /** What the first wallet remembers. */
    WalletEntity.Remembered remembered() {
        return sharding.entityRefFor(WalletEntity.KEY, player(0))
                .ask(WalletEntity.GetMemory::new, ANSWER)
                .toCompletableFuture()
                .join();
    }

    CompletionStage<Answer> transact(String player, Transaction transaction) {
        EntityRef<WalletEntity.Command> wallet = sharding.entityRefFor(WalletEntity.KEY, player);
        return wallet.ask(replyTo -> new WalletEntity.Transact(transaction, replyTo), ANSWER);
    }

    String player(int index) {
        return "bench-" + run + "-" + index;
    }

    private static void expectAccepted(Answer answer) {
        if (!(answer instanceof Answer.Accepted)) {
            throw new IllegalStateException("a bench wallet refused: " + answer);
        }
    }

    /** One measurement: as many chains of debits as may be under way, each asking again when it is answered. */
    private final class Load {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final long deadlineNanos;
        private final AtomicInteger underWay;
        private final LongAdder accepted = new LongAdder();
        private final AtomicInteger samples = new AtomicInteger();
        private final long[] latencyNanos = new long[LATENCY_SAMPLES];

        Load(long deadlineNanos, int inFlight) {
            this.deadlineNanos = deadlineNanos;
            this.underWay = new AtomicInteger(inFlight);
        }

        void next() {
            long asked = System.nanoTime();
            if (asked >= deadlineNanos) {
                if (underWay.decrementAndGet() == 0) {
                    done.complete(null);
                }
                return;
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String id = Long.toString(bets.incrementAndGet());
            Reference reference = new Reference(id, "roulette-1", "house~roulette-1.42", "red");
            String player = player(random.nextInt(wallets));
            transact(player, new Transaction.Bet("bet~" + run + id, random.nextInt(1, 101), "EUR", reference))
                    .whenComplete((answer, failure) -> {
                        try {
                            if (failure != null) {
                                throw new IllegalStateException("a debit got no answer", failure);
                            }
                            expectAccepted(answer);
                            accepted.increment();
                            int sample = samples.getAndIncrement();
                            if (sample < LATENCY_SAMPLES) {
                                latencyNanos[sample] = System.nanoTime() - asked;
                            }
                            next();
                        } catch (RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    });
        }

        Rate rate(long elapsedNanos) {
            int count = Math.min(samples.get(), LATENCY_SAMPLES);
            long[] sorted = Arrays.copyOf(latencyNanos, count);
            Arrays.sort(sorted);
            return new Rate(
                    accepted.sum() * 1e9 / elapsedNanos, sorted[count / 2] / 1000, sorted[(int) (count * 0.99)] / 1000);
        }
    }
}
