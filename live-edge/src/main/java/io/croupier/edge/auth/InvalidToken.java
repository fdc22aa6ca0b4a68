package io.croupier.edge.auth;

import java.util.Locale;

/** A token that does not hold. The message says why and is fit for the client: it holds nothing of the token. */
public final class InvalidToken extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; final, but for a token that is not yet valid. */
    public enum Reason {
        /** No JWS in compact form, or a header or claim of the wrong type. */
        MALFORMED_TOKEN,
        /** Signed with something else than EdDSA, ES256 or RS256, or not at all. */
        UNSUPPORTED_ALGORITHM,
        /** No {@code kid}, or none that we know. */
        UNKNOWN_KEY,
        INVALID_SIGNATURE,
        MISSING_CLAIM,
        WRONG_ISSUER,
        WRONG_AUDIENCE,
        TOKEN_EXPIRED,
        TOKEN_NOT_YET_VALID
    }

    private final Reason reason;

    InvalidToken(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Stable, lower_snake. */
    public String code() {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
