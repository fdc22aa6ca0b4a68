package io.croupier.round.game;

import com.fasterxml.jackson.databind.JsonNode;

/** A game's rules. Implementations are stateless, pure, and found by name in {@link Games}. */
public interface Game {
    /** The name in tables and in the public protocol, for example {@code roulette}. */
    String name();

    /** Whether bets can be cashed out between the close of betting and the outcome. */
    boolean inFlight();

    /** The most that one unit of stake can return, stake included. With the highest stake it bounds every payout. */
    int maxReturn();

    /** Reads a selection as a player sends it; {@link InvalidField} names what is wrong. */
    Selection parseSelection(JsonNode json) throws InvalidField;

    /** Reads an outcome as a provider sends it; {@link InvalidField} names what is wrong. */
    Outcome parseOutcome(JsonNode json) throws InvalidField;

    /** The selection in its public form; {@link #parseSelection} reads it back. */
    JsonNode toJson(Selection selection);

    /** The outcome in its public form; {@link #parseOutcome} reads it back. */
    JsonNode toJson(Outcome outcome);

    /**
     * What a bet returns, stake included: 0 when it has lost. Fractions of a minor unit are cut off.
     *
     * @param cashedOutX100 the multiplier at which the player cashed out, in hundredths; 0: not cashed out by hand
     */
    long payoutMinor(Selection selection, long stakeMinor, Outcome outcome, int cashedOutX100);

    /**
     * Draws the outcome from a revealed seed of the house's chain and the round's client seed.
     *
     * @param seed 32 bytes
     * @param clientSeed 32 bytes, fixed after the chain was committed and before the seed is revealed
     */
    Outcome draw(byte[] seed, byte[] clientSeed);

    /** The pay table and rules, for a snapshot. */
    JsonNode payTable();

    /** A field of a selection or an outcome that breaks a rule. */
    final class InvalidField extends Exception {
        private static final long serialVersionUID = 1L;

        private final String field;

        public InvalidField(String field, String rule) {
            super(rule);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }
}
