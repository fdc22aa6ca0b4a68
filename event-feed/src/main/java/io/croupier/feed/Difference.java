package io.croupier.feed;

/**
 * Where what is stored is not what it must be.
 *
 * @param place the entity and event, the row, or the checkpoint
 */
public record Difference(String place, String what) {
    @Override
    public String toString() {
        return place + ": " + what;
    }
}
