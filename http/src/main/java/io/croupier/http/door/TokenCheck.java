package io.croupier.http.door;

/** Tells whom a bearer token stands for. No I/O. */
@FunctionalInterface
public interface TokenCheck {
    /** A {@link Caller.Player} or a {@link Caller.Operator}; throws {@link ProblemException} for a token that does not hold. */
    Caller check(String token);
}
