package io.croupier.simulations.domain;

import java.util.SplittableRandom;

/**
 * How often things go wrong in a history, per mille.
 *
 * @param drop of the messages
 * @param doubled of the messages
 * @param slow of the messages: seconds, not milliseconds
 * @param crash of the writes, before and after each
 * @param crashAfterSend of the messages, right after each
 */
record Weather(int drop, int doubled, int slow, int crash, int crashAfterSend) {
    /** One history in twelve has no fault at all: what is wrong there is wrong without help. */
    static Weather drawn(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> new Weather(0, 0, 0, 0, 0);
            case 1, 2 -> new Weather(120, 120, 60, 0, 0);
            case 3, 4 -> new Weather(0, 0, 0, 40, 8);
            case 5 -> new Weather(20, 250, 250, 5, 1);
            case 6, 7 -> new Weather(10, 10, 10, 10, 2);
            default -> new Weather(60, 60, 40, 25, 4);
        };
    }
}
