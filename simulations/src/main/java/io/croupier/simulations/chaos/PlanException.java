package io.croupier.simulations.chaos;

/** A plan that cannot be run; the message is one line that names the item and the rule. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message);
    }
}
