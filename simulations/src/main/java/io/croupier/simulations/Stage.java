package io.croupier.simulations;

/** Where the program is killed. */
enum Stage {
    /** Bets are on their way. */
    BETTING("in betting"),
    /** A multiplier grows and players cash out. */
    FLIGHT("in flight"),
    /** The deadline passes, or a provider's close is on its way, with bets still coming. */
    CLOSING("in closing"),
    /** The result is known and winners are being paid. */
    SETTLEMENT("in settlement");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
