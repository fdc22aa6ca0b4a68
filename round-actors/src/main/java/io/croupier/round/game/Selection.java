package io.croupier.round.game;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a player bets on, valid in itself: {@link Game#parseSelection} makes no other. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "game")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Selection.Roulette.class, name = "roulette"),
    @JsonSubTypes.Type(value = Selection.Crash.class, name = "crash")
})
public sealed interface Selection {
    /** One line that is equal for equal selections however they were written; part of a bet's content. */
    String canonical();

    /** The name of the game that it belongs to. */
    String game();

    /**
     * A bet on the European wheel.
     *
     * @param kind lower_snake, as in the public protocol: straight, split, street, trio, corner, first_four, line, dozen,
     *     column, red, black, even, odd, low, high
     * @param numbers the pockets covered, ascending
     */
    record Roulette(String kind, List<Integer> numbers) implements Selection {
        public Roulette {
            numbers = List.copyOf(numbers);
        }

        @Override
        public String canonical() {
            return kind + numbers;
        }

        @Override
        public String game() {
            return "roulette";
        }
    }

    /**
     * A bet on the growing multiplier.
     *
     * @param autoCashOutX100 the multiplier in hundredths at which the bet cashes out by itself, at least 101; null: never
     */
    record Crash(@Nullable Integer autoCashOutX100) implements Selection {
        @Override
        public String canonical() {
            return autoCashOutX100 == null ? "crash" : "crash@" + autoCashOutX100;
        }

        @Override
        public String game() {
            return "crash";
        }
    }
}
