package io.croupier.simulations;

import io.croupier.simulations.resting.Life;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The wallets at rest as the simulation knows them: how many there are, what was put into them all, and what was moved since
 * in those few that were touched. Memory grows with the touched ones only.
 */
final class RestingWallets {
    private static final int READ_AT_ONCE = 32;
    private static final int READ_TRIES = 5;

    private final long seed;
    private final Map<Integer, Long> movedMinor = new ConcurrentHashMap<>();
    private volatile int count;
    private long filledMinor;

    /** @param seed of all that they did before */
    RestingWallets(long seed) {
        this.seed = seed;
    }

    long seed() {
        return seed;
    }

    /** How many are stored, by the numbers from 0 on. */
    int count() {
        return count;
    }

    long events() {
        return (long) count * Life.EVENTS;
    }

    int touched() {
        return movedMinor.size();
    }

    /** Those below this number are stored now; the new ones hold so much together. */
    synchronized void filled(int upTo, long sumMinor) {
        filledMinor = Math.addExact(filledMinor, sumMinor);
        count = upTo;
    }

    String playerId(int number) {
        return Life.of(seed, number).playerId();
    }

    /** The program has acknowledged this movement; negative is out of the wallet. */
    void moved(int number, long amountMinor) {
        movedMinor.merge(number, amountMinor, Math::addExact);
    }

    /** What they must hold together. */
    synchronized long totalMinor() {
        return movedMinor.values().stream().reduce(filledMinor, Math::addExact);
    }

    private long expectedMinor(int number) {
        return Math.addExact(Life.of(seed, number).balanceMinor(), movedMinor.getOrDefault(number, 0L));
    }

    /**
     * Reads every touched wallet back and some that were left alone, as their provider sees them; each must hold what was put
     * into it and what was acknowledged since.
     */
    List<Difference> judge(Api api, Api.ProviderKey key, int untouched, RandomGenerator random) {
        Set<Integer> numbers = new LinkedHashSet<>(movedMinor.keySet());
        // Drawn twice or touched: then it is one fewer.
        for (int i = 0; i < untouched && count > 0; i++) {
            numbers.add(random.nextInt(count));
        }
        List<Difference> differences = new ArrayList<>();
        List<Integer> all = List.copyOf(numbers);
        for (int from = 0; from < all.size(); from += READ_AT_ONCE) {
            List<CompletableFuture<Void>> reads = new ArrayList<>();
            for (int number : all.subList(from, Math.min(all.size(), from + READ_AT_ONCE))) {
                reads.add(CompletableFuture.runAsync(() -> judge(api, key, number, differences)));
            }
            reads.forEach(CompletableFuture::join);
        }
        return differences;
    }

    private void judge(Api api, Api.ProviderKey key, int number, List<Difference> differences) {
        String playerId = playerId(number);
        String path = "/provider/v1/wallets/" + playerId;
        Api.Answer answer = Api.Answer.LOST;
        for (int tries = 0; tries < READ_TRIES && !answer.decided(); tries++) {
            answer = api.signed(key, path, null);
        }
        long must = expectedMinor(number);
        Long is = answer.ok() ? Json.number(answer.body(), "balanceMinor") : null;
        if (is == null || is != must) {
            boolean touched = movedMinor.containsKey(number);
            synchronized (differences) {
                differences.add(Difference.of(
                        "balance of a " + (touched ? "touched" : "resting") + " wallet is not explained",
                        playerId,
                        "is " + (is == null ? answer.toString() : is.toString()) + ", must be " + must));
            }
        }
    }
}
