package io.croupier.round.game;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;

/**
 * Crash: a multiplier grows from 1.00 until it bursts; who cashes out before is paid the stake times the multiplier.
 *
 * <p>All multipliers are integers in hundredths, rounded down. The burst is drawn so that it reaches m with the chance
 * 0.99 / m: whatever the player aims at, 99% of the stakes come back. Two flights in a hundred burst at 1.00, where nobody
 * can win; a burst above 10,000.00 is cut to that (a chance of 0.0099%).
 */
public final class Crash implements Game {
    /** The house's edge in hundredths of the stake. */
    public static final int HOUSE_EDGE_PERCENT = 1;

    public static final int MIN_BUST_X100 = 100;
    /** A flight never grows beyond this; it takes two and a half minutes to come here. */
    public static final int MAX_X100 = 1_000_000;

    public static final int MIN_AUTO_CASH_OUT_X100 = 101;
    /** The multiplier after t milliseconds is e^(this * t): it doubles every 11.6 s. */
    public static final double GROWTH_PER_MS = 0.00006;

    private static final int DRAW_BITS = 52;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    Crash() {}

    @Override
    public String name() {
        return "crash";
    }

    @Override
    public boolean inFlight() {
        return true;
    }

    @Override
    public int maxReturn() {
        return MAX_X100 / 100;
    }

    @Override
    public Selection parseSelection(JsonNode json) throws InvalidField {
        Fields.requireObject(json, "selection");
        String rule = "must be crash";
        if (!Fields.text(json, "kind", rule).equals("crash")) {
            throw new InvalidField("kind", rule);
        }
        JsonNode target = json.get("autoCashOutX100");
        return new Selection.Crash(
                target == null || target.isNull()
                        ? null
                        : Fields.integer(target, "autoCashOutX100", MIN_AUTO_CASH_OUT_X100, MAX_X100));
    }

    @Override
    public Outcome parseOutcome(JsonNode json) throws InvalidField {
        Fields.requireObject(json, "outcome");
        return new Outcome.Crash(Fields.integer(json.get("bustX100"), "bustX100", MIN_BUST_X100, MAX_X100));
    }

    @Override
    public JsonNode toJson(Selection selection) {
        ObjectNode json = JSON.objectNode().put("kind", "crash");
        Integer target = ((Selection.Crash) selection).autoCashOutX100();
        return target == null ? json : json.put("autoCashOutX100", target);
    }

    @Override
    public JsonNode toJson(Outcome outcome) {
        return JSON.objectNode().put("bustX100", ((Outcome.Crash) outcome).bustX100());
    }

    /**
     * {@inheritDoc}
     *
     * <p>A cash-out by hand was taken from a multiplier that the flight had reached, so it is paid whatever the burst; an
     * automatic target is paid where the flight reached it. Where both hold, the lower one came first and counts.
     */
    @Override
    public long payoutMinor(Selection selection, long stakeMinor, Outcome outcome, int cashedOutX100) {
        Integer target = ((Selection.Crash) selection).autoCashOutX100();
        int reached = Math.max(((Outcome.Crash) outcome).bustX100(), cashedOutX100);
        if (target != null && target <= reached && (cashedOutX100 == 0 || target <= cashedOutX100)) {
            return payoutMinor(stakeMinor, target);
        }
        return payoutMinor(stakeMinor, cashedOutX100);
    }

    /** A stake times a multiplier in hundredths, rounded down. */
    public static long payoutMinor(long stakeMinor, int multiplierX100) {
        long whole = Math.multiplyExact(stakeMinor / 100, multiplierX100);
        return Math.addExact(whole, stakeMinor % 100 * multiplierX100 / 100);
    }

    @Override
    public Outcome draw(byte[] seed, byte[] clientSeed) {
        return new Outcome.Crash(bustX100(seed, clientSeed));
    }

    /** The burst of these seeds, from the first 52 bits of HMAC-SHA256 with the seed as key over the client seed. */
    public static int bustX100(byte[] seed, byte[] clientSeed) {
        Hashes.requireSeeds(seed, clientSeed);
        long bits = ByteBuffer.wrap(Hashes.hmacSha256(seed, clientSeed)).getLong() >>> (Long.SIZE - DRAW_BITS);
        return bustX100(bits);
    }

    /**
     * floor(99 / (1 - h)) for h = bits / 2^52, in integers only, from 100 to {@link #MAX_X100}.
     *
     * @param bits 0 to 2^52 - 1, each as likely as any other
     */
    public static int bustX100(long bits) {
        long all = 1L << DRAW_BITS;
        if (bits < 0 || bits >= all) {
            throw new IllegalArgumentException("bits=" + bits + " must be from 0 to 2^52-1");
        }
        long bust = (100 - HOUSE_EDGE_PERCENT) * all / (all - bits);
        return (int) Math.max(MIN_BUST_X100, Math.min(MAX_X100, bust));
    }

    /** The multiplier in hundredths so long after the start; never falls, at most {@link #MAX_X100}. */
    public static int multiplierX100At(long elapsedMs) {
        // StrictMath: every node of a cluster, and every later replay, gets the same last digit.
        double multiplier = StrictMath.floor(100 * StrictMath.exp(GROWTH_PER_MS * Math.max(0, elapsedMs)));
        return (int) Math.min(MAX_X100, multiplier);
    }

    /**
     * The first millisecond at which the multiplier is at least this; the inverse of {@link #multiplierX100At}.
     *
     * @param multiplierX100 at most {@link #MAX_X100}
     */
    public static long elapsedMsAt(int multiplierX100) {
        if (multiplierX100 > MAX_X100) {
            throw new IllegalArgumentException("multiplierX100=" + multiplierX100 + " must be at most " + MAX_X100);
        }
        if (multiplierX100 <= MIN_BUST_X100) {
            return 0;
        }
        long elapsed = (long) Math.ceil(StrictMath.log(multiplierX100 / 100.0) / GROWTH_PER_MS);
        while (elapsed > 0 && multiplierX100At(elapsed - 1) >= multiplierX100) {
            elapsed--;
        }
        while (multiplierX100At(elapsed) < multiplierX100) {
            elapsed++;
        }
        return elapsed;
    }

    @Override
    public JsonNode payTable() {
        ObjectNode table = JSON.objectNode()
                .put("game", name())
                .put("minAutoCashOutX100", MIN_AUTO_CASH_OUT_X100)
                .put("maxX100", MAX_X100)
                .put("growthPerMs", GROWTH_PER_MS)
                .put("houseEdgePercent", HOUSE_EDGE_PERCENT);
        table.putObject("returnToPlayer")
                .put("numerator", 100 - HOUSE_EDGE_PERCENT)
                .put("denominator", 100);
        return table;
    }
}
