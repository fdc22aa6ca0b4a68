package io.croupier.round.game;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a round came out. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "game")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Roulette.class, name = "roulette"),
    @JsonSubTypes.Type(value = Outcome.Crash.class, name = "crash")
})
public sealed interface Outcome {
    /** The name of the game that it belongs to. */
    String game();

    /** The pocket, 0 to 36. */
    record Roulette(int number) implements Outcome {
        @Override
        public String game() {
            return "roulette";
        }
    }

    /** The multiplier in hundredths at which the flight burst, at least 100. */
    record Crash(int bustX100) implements Outcome {
        @Override
        public String game() {
            return "crash";
        }
    }
}
