package io.croupier.edge.auth;

/** Whom a token stands for: {@code sub}, and for operators {@code role}. */
public sealed interface Identity {
    /** The token's {@code sub}. */
    String id();

    /** A token without a role. */
    record Player(String id) implements Identity {}

    /** A token with a role; what the role may do is decided where it is used. */
    record Operator(String id, String role) implements Identity {}
}
