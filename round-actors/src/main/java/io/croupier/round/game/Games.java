package io.croupier.round.game;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The games that tables can offer, by name. A stored round names its game for ever, so a name is never taken away. */
public final class Games {
    public static final Roulette ROULETTE = new Roulette();
    public static final Crash CRASH = new Crash();

    private static final Map<String, Game> BY_NAME = byName(ROULETTE, CRASH);

    /** The game of this name, or empty. */
    public static Optional<Game> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The game of a table that was validated when it was created; throws {@link IllegalArgumentException} for no game. */
    public static Game of(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("game=" + name + " must be one of " + BY_NAME.keySet()));
    }

    /** All games. */
    public static List<Game> all() {
        return List.copyOf(BY_NAME.values());
    }

    private static Map<String, Game> byName(Game... games) {
        Map<String, Game> named = new LinkedHashMap<>();
        for (Game game : games) {
            named.put(game.name(), game);
        }
        return Map.copyOf(named);
    }

    private Games() {}
}
