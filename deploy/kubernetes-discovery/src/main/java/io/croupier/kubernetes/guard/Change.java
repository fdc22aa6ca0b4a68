package io.croupier.kubernetes.guard;

/**
 * What an operator wants.
 *
 * @param transactionId of this request; a second one with the same id changes nothing more
 * @param by the operator's id
 * @param ignoreSlo only with {@link Mode#RUNNING}: the roll-out that stands goes on although the SLO is broken
 */
public record Change(String transactionId, Mode mode, String by, String reason, boolean ignoreSlo) {
    public Change {
        if (ignoreSlo && mode != Mode.RUNNING) {
            throw new IllegalArgumentException("ignoreSlo is for a roll-out that goes on, and not for " + mode.code());
        }
    }
}
