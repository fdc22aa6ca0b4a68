package io.croupier.simulations;

import java.util.List;

/**
 * Something that must not be.
 *
 * @param rule what was broken
 * @param about the player, or the player and the bet
 * @param story what is known about it, one line each
 */
record Difference(String rule, String about, String detail, List<String> story) {
    Difference {
        story = List.copyOf(story);
    }

    static Difference of(String rule, String about, String detail) {
        return new Difference(rule, about, detail, List.of());
    }

    @Override
    public String toString() {
        return rule + ": " + about + ": " + detail
                + String.join("", story.stream().map(line -> "\n      " + line).toList());
    }
}
