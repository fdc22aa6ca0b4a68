package io.croupier.simulations;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables that are played: the house's roulettes and crash games, and the provider's. */
record Tables(List<String> roulettes, List<String> crashes, List<String> providers) {
    /** Those that a fresh program has. */
    static final Tables STANDARD = of(1, 1, 1);

    private static final int USUAL_BOOKS = 4;

    Tables {
        roulettes = List.copyOf(roulettes);
        crashes = List.copyOf(crashes);
        providers = List.copyOf(providers);
    }

    /** So many of each, at least one, with the names that a fresh program gives its first ones. */
    static Tables of(int roulettes, int crashes, int providers) {
        return new Tables(
                named("roulette-", roulettes), named("crash-", crashes), named("provider-roulette-", providers));
    }

    private static List<String> named(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> prefix + n).toList();
    }

    /** The first roulette. */
    String roulette() {
        return roulettes.get(0);
    }

    /** The first crash game. */
    String crash() {
        return crashes.get(0);
    }

    /** The first of the provider's tables. */
    String provider() {
        return providers.get(0);
    }

    boolean isCrash(String table) {
        return crashes.contains(table);
    }

    boolean isProviders(String table) {
        return providers.contains(table);
    }

    List<String> all() {
        return Stream.of(roulettes, crashes, providers).flatMap(List::stream).toList();
    }

    /**
     * The program's setting that makes them.
     *
     * @param pauseMs between a house round's end and the next one's start
     */
    String config(String currency, long bettingWindowMs, long pauseMs) {
        return config(currency, bettingWindowMs, pauseMs, USUAL_BOOKS);
    }

    /** The same with so many books per round. */
    String config(String currency, long bettingWindowMs, long pauseMs, int books) {
        var config = new StringBuilder("croupier.round.house-tables = [\n");
        roulettes.forEach(
                table -> config.append(entry(table, "house", "roulette", currency, books, bettingWindowMs, pauseMs)));
        crashes.forEach(
                table -> config.append(entry(table, "house", "crash", currency, books, bettingWindowMs, pauseMs)));
        providers.forEach(table -> config.append(entry(table, "dev", "roulette", currency, books, 0, 0)));
        return config.append("]\n").toString();
    }

    private static String entry(
            String table, String owner, String game, String currency, int books, long bettingWindowMs, long pauseMs) {
        return """
                { table-id = "%s", owner = "%s", game = "%s", currency = "%s", books = %d
                  min-stake-minor = 10, max-stake-minor = 1000000, betting-window = %d ms, pause = %d ms }
                """.formatted(table, owner, game, currency, books, bettingWindowMs, pauseMs);
    }
}
