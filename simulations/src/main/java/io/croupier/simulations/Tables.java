package io.croupier.simulations;

import java.util.List;

/** The tables that a fresh program has. */
record Tables(String roulette, String crash, String provider) {
    static final Tables STANDARD = new Tables("roulette-1", "crash-1", "provider-roulette-1");

    List<String> all() {
        return List.of(roulette, crash, provider);
    }
}
