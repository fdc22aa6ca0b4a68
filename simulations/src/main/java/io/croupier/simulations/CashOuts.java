package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds the multiplier at which a bet was cashed out to the flight: it must have been reached, before the burst, by the time
 * at which the player was told of it.
 *
 * <p>How long the flight had lasted then, no player knows exactly. But it took off after betting had closed, and so after the
 * player had sent the bet: the time since then, by the simulation's own clock, is at least the flight's.
 */
final class CashOuts {
    /** A step of one of the two machines' clocks between takeoff and cash-out: usual ones are far below. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    private CashOuts() {}

    /**
     * What is wrong with the multiplier that the player was told; empty where nothing is, or where there was no cash-out.
     *
     * @param outcome of the flight, proven
     * @param undisturbed whether nothing was broken during the flight: the node's clock may have been among it
     */
    static Optional<String> fault(BetStory story, JsonNode outcome, boolean undisturbed) {
        if (story.cashOuts().isEmpty()) {
            return Optional.empty();
        }
        int multiplierX100 = story.cashOuts().get(0).multiplierX100();
        int bustX100 = outcome.path("bustX100").asInt();
        Long target = Json.number(story.placed().selection(), "autoCashOutX100");
        if (multiplierX100 < HouseRules.LEAST_X100) {
            return Optional.of(multiplierX100 + " is below the takeoff's 100");
        }
        // At the burst nobody is in the flight any more. A target that is exactly the burst is paid, but no cash-out.
        if (multiplierX100 >= bustX100) {
            return Optional.of(multiplierX100 + " in a flight that burst at " + bustX100);
        }
        if (target != null && multiplierX100 > target) {
            return Optional.of(multiplierX100 + " by a bet whose own target was " + target);
        }
        Duration atMost = Duration.between(story.sentAt(), story.cashedOutAt()).plus(CLOCK_ERROR);
        int reachedX100 = HouseRules.flightX100(atMost.toMillis());
        return undisturbed && multiplierX100 > reachedX100
                ? Optional.of(multiplierX100 + " when the flight cannot have been beyond " + reachedX100 + ", "
                        + atMost.toMillis() + " ms after the bet was sent")
                : Optional.empty();
    }
}
