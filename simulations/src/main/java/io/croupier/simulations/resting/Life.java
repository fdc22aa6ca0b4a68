package io.croupier.simulations.resting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the owner of a wallet at rest did once: ten transactions, drawn from a seed and the wallet's number alone, so that a
 * million of them need not be kept. They are opened, paid in, bet and won or given back three times, paid out and paid in
 * again, which is every way in which money comes into a wallet and leaves it without one of the house's books.
 */
public final class Life {
    /** Events per wallet. */
    public static final int EVENTS = 10;

    /** The provider whose rounds were played: the one that dev mode knows. */
    private static final String PROVIDER = "dev";

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FROM_MS = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final long SPREAD_MS = 300L * 24 * 3_600_000;
    private static final int LONGEST_PAUSE_MS = 3 * 3_600_000;
    private static final int ROUNDS = 3;

    private final String playerId;
    private final SplittableRandom random;
    private final List<Step> steps = new ArrayList<>(EVENTS);
    private long balanceMinor;
    private long atMs;
    private long betAtMs;

    /**
     * One transaction that was accepted.
     *
     * @param id with its source
     * @param betId the bet that it is about, empty where there is none
     * @param roundId the round's internal id, empty for the cashier
     * @param detail the cashier's reason, empty for a provider
     * @param amountMinor what moved, 0 for the opening; its direction is the kind's
     * @param balanceMinor after it
     * @param betAtMs when the bet was taken that it is about, 0 where there is none
     */
    record Step(
            Kind kind,
            String id,
            String betId,
            String roundId,
            String detail,
            long amountMinor,
            long balanceMinor,
            long atMs,
            long betAtMs) {}

    /** The kinds of events, under their stored names. */
    enum Kind {
        OPENED("opened", 0),
        DEPOSIT("deposit", 1),
        WITHDRAWAL("withdrawal", -1),
        BET("bet", -1),
        WIN("win", 1),
        ROLLBACK("rollback", 1);

        private final String storedName;
        private final int sign;

        Kind(String storedName, int sign) {
            this.storedName = storedName;
            this.sign = sign;
        }

        String storedName() {
            return storedName;
        }
    }

    private Life(long seed, int number) {
        // Mixed: generators whose seeds lie that regularly apart would give the same numbers, shifted.
        this.random = new SplittableRandom(mixed(seed + number * GOLDEN));
        // Distinct, since the mixing can be undone; in no order, as an operator's players come, so that each new event
        // falls on another page of the journal's index.
        this.playerId = "rest-" + HexFormat.of().toHexDigits(mixed(~seed + number * GOLDEN));
        this.atMs = FROM_MS + random.nextLong(SPREAD_MS);
    }

    /** The wallet with this number, always the same for a seed. */
    public static Life of(long seed, int number) {
        var life = new Life(seed, number);
        life.live();
        return life;
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long value) {
        long once = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
        return twice ^ (twice >>> 31);
    }

    private void live() {
        cashier(Kind.OPENED, "open", "", 0);
        cashier(Kind.DEPOSIT, "deposit-1", "bank transfer", random.nextLong(10_000, 1_000_000));
        for (int round = 1; round <= ROUNDS; round++) {
            round("r" + HexFormat.of().toHexDigits(random.nextInt()) + "-" + round);
        }
        cashier(Kind.WITHDRAWAL, "withdrawal-1", "to the bank", random.nextLong(1, balanceMinor / 2));
        cashier(Kind.DEPOSIT, "deposit-2", "bank transfer", random.nextLong(1_000, 100_000));
    }

    private void cashier(Kind kind, String id, String reason, long amountMinor) {
        add(kind, "op~" + id, "", "", reason, amountMinor);
    }

    private void round(String id) {
        long stake = random.nextLong(1, 1_000);
        String source = "prv~" + PROVIDER + "~" + id;
        String roundId = PROVIDER + "~" + id;
        String bet = source + "-b";
        add(Kind.BET, bet, "", roundId, "", stake);
        if (random.nextInt(5) == 0) {
            add(Kind.ROLLBACK, source + "-r", bet, roundId, "", stake);
        } else {
            add(Kind.WIN, source + "-w", bet, roundId, "", random.nextInt(5) < 2 ? 2 * stake : 0);
        }
    }

    private void add(Kind kind, String id, String betId, String roundId, String detail, long amountMinor) {
        balanceMinor = Math.addExact(balanceMinor, kind.sign * amountMinor);
        atMs += random.nextInt(1, LONGEST_PAUSE_MS);
        steps.add(new Step(
                kind, id, betId, roundId, detail, amountMinor, balanceMinor, atMs, betId.isEmpty() ? 0 : betAtMs));
        if (kind == Kind.BET) {
            betAtMs = atMs;
        }
    }

    public String playerId() {
        return playerId;
    }

    /** What the wallet holds since then. */
    public long balanceMinor() {
        return balanceMinor;
    }

    /** Oldest first. */
    List<Step> steps() {
        return List.copyOf(steps);
    }
}
