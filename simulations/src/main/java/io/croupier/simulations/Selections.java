package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws valid selections of every kind. */
final class Selections {
    private static final List<String> OUTSIDE = List.of("red", "black", "even", "odd", "low", "high");
    private static final List<JsonNode> INSIDE = inside();

    /** Half outside bets, so that many win; the rest any inside bet of the layout. */
    static JsonNode roulette(RandomGenerator random) {
        int choice = random.nextInt(8);
        if (choice < 4) {
            return Json.object().put("kind", OUTSIDE.get(random.nextInt(OUTSIDE.size())));
        }
        if (choice < 6) {
            return Json.object()
                    .put("kind", random.nextBoolean() ? "dozen" : "column")
                    .put("index", 1 + random.nextInt(3));
        }
        return INSIDE.get(random.nextInt(INSIDE.size()));
    }

    /** One in two cashes out by itself. */
    static JsonNode crash(RandomGenerator random) {
        ObjectNode selection = Json.object().put("kind", "crash");
        return random.nextBoolean() ? selection.put("autoCashOutX100", 101 + random.nextInt(150)) : selection;
    }

    private static List<JsonNode> inside() {
        List<JsonNode> all = new ArrayList<>();
        for (int n = 0; n <= 36; n++) {
            all.add(numbers("straight", n));
        }
        for (int n = 1; n <= 36; n++) {
            boolean lastInRow = n % 3 == 0;
            if (!lastInRow) {
                all.add(numbers("split", n, n + 1));
            }
            if (n <= 33) {
                all.add(numbers("split", n, n + 3));
            }
            if (n <= 32 && !lastInRow) {
                all.add(numbers("corner", n, n + 1, n + 3, n + 4));
            }
            if (n % 3 == 1) {
                all.add(numbers("street", n, n + 1, n + 2));
            }
            if (n % 3 == 1 && n <= 31) {
                all.add(numbers("line", n, n + 1, n + 2, n + 3, n + 4, n + 5));
            }
        }
        all.add(numbers("split", 0, 1));
        all.add(numbers("split", 0, 2));
        all.add(numbers("split", 0, 3));
        all.add(numbers("trio", 0, 1, 2));
        all.add(numbers("trio", 0, 2, 3));
        all.add(numbers("first_four", 0, 1, 2, 3));
        return List.copyOf(all);
    }

    private static JsonNode numbers(String kind, int... pockets) {
        ObjectNode selection = Json.object().put("kind", kind);
        var array = selection.putArray("numbers");
        for (int pocket : pockets) {
            array.add(pocket);
        }
        return selection;
    }

    private Selections() {}
}
