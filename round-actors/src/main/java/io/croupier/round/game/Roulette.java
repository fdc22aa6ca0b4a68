package io.croupier.round.game;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * European roulette: one zero, 37 pockets. Every bet that covers n pockets returns 36/n times its stake, so each gives the
 * same return to the player, 36/37.
 *
 * <p>The layout has twelve rows of three: row r holds 3r+1, 3r+2 and 3r+3, and 0 lies beside 1, 2 and 3. Inside bets must be
 * neighbours on it.
 */
public final class Roulette implements Game {
    public static final int POCKETS = 37;

    /** The red pockets; the others but 0 are black. */
    public static final Set<Integer> RED = Set.of(1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36);

    /** First value of a 32-bit draw that is thrown away, the largest multiple of 37 up to 2^32: the rest would favour low pockets. */
    private static final long REJECT_FROM = (1L << 32) / POCKETS * POCKETS;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A kind of bet: how many pockets it covers, and how the player names them. */
    private enum Kind {
        STRAIGHT(1, Named.BY_NUMBERS),
        SPLIT(2, Named.BY_NUMBERS),
        STREET(3, Named.BY_NUMBERS),
        TRIO(3, Named.BY_NUMBERS),
        CORNER(4, Named.BY_NUMBERS),
        FIRST_FOUR(4, Named.BY_NUMBERS),
        LINE(6, Named.BY_NUMBERS),
        DOZEN(12, Named.BY_INDEX),
        COLUMN(12, Named.BY_INDEX),
        RED(18, Named.BY_KIND),
        BLACK(18, Named.BY_KIND),
        EVEN(18, Named.BY_KIND),
        ODD(18, Named.BY_KIND),
        LOW(18, Named.BY_KIND),
        HIGH(18, Named.BY_KIND);

        private static final String NAMES = "must be one of "
                + String.join(
                        ", ", List.of(values()).stream().map(Kind::publicName).toList());

        private final int covers;
        private final Named named;

        Kind(int covers, Named named) {
            this.covers = covers;
            this.named = named;
        }

        String publicName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What one unit returns, stake included. */
        int returns() {
            return 36 / covers;
        }

        static Kind read(JsonNode json) throws InvalidField {
            String name = Fields.text(json, "kind", NAMES);
            for (Kind kind : values()) {
                if (kind.publicName().equals(name)) {
                    return kind;
                }
            }
            throw new InvalidField("kind", NAMES);
        }
    }

    private enum Named {
        BY_NUMBERS,
        BY_INDEX,
        BY_KIND
    }

    Roulette() {}

    @Override
    public String name() {
        return "roulette";
    }

    @Override
    public boolean inFlight() {
        return false;
    }

    @Override
    public int maxReturn() {
        return 36;
    }

    @Override
    public Selection parseSelection(JsonNode json) throws InvalidField {
        Fields.requireObject(json, "selection");
        Kind kind = Kind.read(json);
        List<Integer> numbers = switch (kind.named) {
            case BY_NUMBERS -> neighbours(kind, json);
            case BY_INDEX -> third(kind, Fields.integer(json.get("index"), "index", 1, 3));
            case BY_KIND -> half(kind);
        };
        return new Selection.Roulette(kind.publicName(), numbers);
    }

    private static List<Integer> neighbours(Kind kind, JsonNode json) throws InvalidField {
        JsonNode given = json.get("numbers");
        if (given == null || !given.isArray() || given.size() != kind.covers) {
            throw new InvalidField("numbers", "must be an array of " + kind.covers + " for kind " + kind.publicName());
        }
        TreeSet<Integer> sorted = new TreeSet<>();
        for (JsonNode number : given) {
            if (!sorted.add(Fields.integer(number, "numbers", 0, POCKETS - 1))) {
                throw new InvalidField("numbers", "must differ from each other");
            }
        }
        List<Integer> numbers = List.copyOf(sorted);
        String rule = layoutRule(kind, numbers);
        if (!rule.isEmpty()) {
            throw new InvalidField("numbers", rule);
        }
        return numbers;
    }

    /** The rule of the layout that these ascending numbers break, or an empty line. */
    private static String layoutRule(Kind kind, List<Integer> numbers) {
        int first = numbers.get(0);
        boolean rowStart = first % 3 == 1;
        return switch (kind) {
            case SPLIT -> adjacent(first, numbers.get(1)) ? "" : "must be neighbours on the layout";
            case STREET -> rowStart && run(numbers) ? "" : "must be one row of the layout, for example 4, 5, 6";
            case TRIO ->
                numbers.equals(List.of(0, 1, 2)) || numbers.equals(List.of(0, 2, 3))
                        ? ""
                        : "must be 0, 1, 2 or 0, 2, 3";
            case CORNER ->
                first > 0 && first % 3 != 0 && numbers.equals(List.of(first, first + 1, first + 3, first + 4))
                        ? ""
                        : "must be four that meet at a corner of the layout, for example 1, 2, 4, 5";
            case FIRST_FOUR -> numbers.equals(List.of(0, 1, 2, 3)) ? "" : "must be 0, 1, 2, 3";
            case LINE -> rowStart && run(numbers) ? "" : "must be two rows of the layout, for example 1, 2, 3, 4, 5, 6";
            default -> "";
        };
    }

    private static boolean adjacent(int low, int high) {
        return low == 0 ? high <= 3 : high - low == 3 || (high - low == 1 && low % 3 != 0);
    }

    private static boolean run(List<Integer> numbers) {
        return numbers.get(numbers.size() - 1) - numbers.get(0) == numbers.size() - 1;
    }

    private static List<Integer> third(Kind kind, int index) {
        return kind == Kind.DOZEN ? covered(n -> (n - 1) / 12 == index - 1) : covered(n -> n % 3 == index % 3);
    }

    private static List<Integer> half(Kind kind) {
        return switch (kind) {
            case RED -> covered(RED::contains);
            case BLACK -> covered(n -> !RED.contains(n));
            case EVEN -> covered(n -> n % 2 == 0);
            case ODD -> covered(n -> n % 2 == 1);
            case LOW -> covered(n -> n <= 18);
            case HIGH -> covered(n -> n > 18);
            default -> throw new IllegalArgumentException("kind=" + kind + " must be one that needs no numbers");
        };
    }

    /** The pockets but 0 that hold. */
    private static List<Integer> covered(IntPredicate holds) {
        return IntStream.range(1, POCKETS).filter(holds).boxed().toList();
    }

    @Override
    public Outcome parseOutcome(JsonNode json) throws InvalidField {
        Fields.requireObject(json, "outcome");
        return new Outcome.Roulette(Fields.integer(json.get("number"), "number", 0, POCKETS - 1));
    }

    @Override
    public JsonNode toJson(Selection selection) {
        Selection.Roulette bet = (Selection.Roulette) selection;
        Kind kind = kind(bet);
        ObjectNode json = JSON.objectNode().put("kind", bet.kind());
        switch (kind.named) {
            case BY_NUMBERS -> bet.numbers().forEach(json.putArray("numbers")::add);
            case BY_INDEX -> {
                int first = bet.numbers().get(0);
                json.put("index", kind == Kind.DOZEN ? (first + 11) / 12 : first);
            }
            case BY_KIND -> {}
        }
        return json;
    }

    @Override
    public JsonNode toJson(Outcome outcome) {
        return JSON.objectNode().put("number", ((Outcome.Roulette) outcome).number());
    }

    @Override
    public long payoutMinor(Selection selection, long stakeMinor, Outcome outcome, int cashedOutX100) {
        Selection.Roulette bet = (Selection.Roulette) selection;
        int number = ((Outcome.Roulette) outcome).number();
        return bet.numbers().contains(number)
                ? Math.multiplyExact(stakeMinor, kind(bet).returns())
                : 0;
    }

    private static Kind kind(Selection.Roulette bet) {
        return Kind.valueOf(bet.kind().toUpperCase(Locale.ROOT));
    }

    @Override
    public Outcome draw(byte[] seed, byte[] clientSeed) {
        return new Outcome.Roulette(pocket(seed, clientSeed));
    }

    /**
     * The pocket of these seeds, each as likely as any other. HMAC-SHA256 with the seed as key over the client seed gives
     * 32 bytes, read as eight big-endian unsigned integers; the first one below the largest multiple of 37 decides, modulo
     * 37. Where all eight are above it (5 in 10^71), the HMAC of those 32 bytes is read next.
     */
    public static int pocket(byte[] seed, byte[] clientSeed) {
        Hashes.requireSeeds(seed, clientSeed);
        byte[] block = clientSeed;
        while (true) {
            block = Hashes.hmacSha256(seed, block);
            ByteBuffer words = ByteBuffer.wrap(block);
            while (words.hasRemaining()) {
                long word = Integer.toUnsignedLong(words.getInt());
                if (word < REJECT_FROM) {
                    return (int) (word % POCKETS);
                }
            }
        }
    }

    @Override
    public JsonNode payTable() {
        ObjectNode table = JSON.objectNode().put("game", name()).put("pockets", POCKETS);
        ArrayNode red = table.putArray("red");
        new ArrayList<>(new TreeSet<>(RED)).forEach(red::add);
        ArrayNode bets = table.putArray("bets");
        for (Kind kind : Kind.values()) {
            bets.addObject()
                    .put("kind", kind.publicName())
                    .put("covers", kind.covers)
                    .put("paysToOne", kind.returns() - 1);
        }
        table.putObject("returnToPlayer").put("numerator", 36).put("denominator", POCKETS);
        return table;
    }
}
