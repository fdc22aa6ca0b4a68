package io.croupier.edge.auth;

import io.croupier.edge.auth.InvalidToken.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON Web Tokens against a local {@link KeySet}; no I/O. The key decides the algorithm; keys or addresses of keys
 * that a token brings along are refused. Safe for use by many threads; the keys can be replaced while it is in use.
 */
public final class TokenVerifier {
    private static final int MAX_TOKEN_CHARS = 8192;
    private static final int MAX_ROLE_CHARS = 64;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
    private static final Set<String> FOREIGN_KEYS = Set.of("jwk", "jku", "x5c", "x5u", "crit", "b64", "zip");
    private static final long MAX_EPOCH_SECOND = Instant.MAX.getEpochSecond();

    private final String issuer;
    private final String audience;
    private final Duration clockSkew;
    private final Clock clock;
    private volatile KeySet keys;

    /**
     * @param issuer what {@code iss} must be
     * @param audience what {@code aud} must be or contain
     * @param clockSkew how far clocks may be apart
     */
    public TokenVerifier(KeySet keys, String issuer, String audience, Duration clockSkew, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    /** From now on tokens are checked against these keys. */
    public void replaceKeys(KeySet newKeys) {
        keys = newKeys;
    }

    /** Whom the token stands for; {@link InvalidToken} where it does not hold. */
    public Verified verify(String token) throws InvalidToken {
        if (token.length() > MAX_TOKEN_CHARS || !COMPACT.matcher(token).matches()) {
            throw malformed("not a signed token in compact form");
        }
        JsonWebSignature jws = new JsonWebSignature();
        KeySet.VerificationKey key;
        try {
            jws.setCompactSerialization(token);
            key = keyOf(jws);
            jws.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, key.algorithm()));
            jws.setKey(key.key());
            if (!jws.verifySignature()) {
                throw new InvalidToken(Reason.INVALID_SIGNATURE, "the signature does not fit");
            }
        } catch (JoseException e) {
            throw malformed("not a signed token in compact form");
        }
        Claims claims = Claims.of(jws);
        return check(claims, key.kid());
    }

    private KeySet.VerificationKey keyOf(JsonWebSignature jws) throws InvalidToken {
        for (String name : FOREIGN_KEYS) {
            if (jws.getObjectHeader(name) != null) {
                throw malformed("the header " + name + " is not taken");
            }
        }
        if (!(jws.getObjectHeader("alg") instanceof String algorithm)) {
            throw malformed("alg must be a text");
        }
        if (!Set.of("EdDSA", "ES256", "RS256").contains(algorithm)) {
            throw new InvalidToken(Reason.UNSUPPORTED_ALGORITHM, "alg must be EdDSA, ES256 or RS256");
        }
        if (!(jws.getObjectHeader("kid") instanceof String kid)) {
            throw new InvalidToken(Reason.UNKNOWN_KEY, "kid is needed");
        }
        KeySet.VerificationKey key =
                keys.find(kid).orElseThrow(() -> new InvalidToken(Reason.UNKNOWN_KEY, "no key of this kid is known"));
        if (!key.algorithm().equals(algorithm)) {
            throw new InvalidToken(Reason.UNSUPPORTED_ALGORITHM, "alg is not that of the key");
        }
        return key;
    }

    private Verified check(Claims claims, String kid) throws InvalidToken {
        if (!claims.text("iss").equals(issuer)) {
            throw new InvalidToken(Reason.WRONG_ISSUER, "iss is another");
        }
        if (!claims.audience().contains(audience)) {
            throw new InvalidToken(Reason.WRONG_AUDIENCE, "aud is another");
        }
        Instant now = clock.instant();
        Instant expiresAt = claims.time("exp");
        if (!now.isBefore(expiresAt.plus(clockSkew))) {
            throw new InvalidToken(Reason.TOKEN_EXPIRED, "the token has ended");
        }
        if (claims.has("nbf") && now.plus(clockSkew).isBefore(claims.time("nbf"))) {
            throw new InvalidToken(Reason.TOKEN_NOT_YET_VALID, "the token is not yet valid");
        }
        String subject = claims.text("sub");
        if (!ID.matcher(subject).matches()) {
            throw malformed("sub is no id");
        }
        if (!claims.has("role")) {
            return new Verified(new Identity.Player(subject), expiresAt, kid);
        }
        String role = claims.text("role");
        if (role.isBlank() || role.length() > MAX_ROLE_CHARS) {
            throw malformed("role is empty or too long");
        }
        return new Verified(new Identity.Operator(subject, role), expiresAt, kid);
    }

    private static InvalidToken malformed(String detail) {
        return new InvalidToken(Reason.MALFORMED_TOKEN, detail);
    }

    /** The payload of a token whose signature fits. */
    private record Claims(Map<String, @Nullable Object> values) {
        static Claims of(JsonWebSignature jws) throws InvalidToken {
            try {
                return new Claims(JsonUtil.parseJson(jws.getPayload()));
            } catch (JoseException e) {
                throw malformed("the payload is not a JSON object");
            }
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        String text(String name) throws InvalidToken {
            if (!has(name)) {
                throw new InvalidToken(Reason.MISSING_CLAIM, name + " is needed");
            }
            if (!(values.get(name) instanceof String text)) {
                throw malformed(name + " must be a text");
            }
            return text;
        }

        Instant time(String name) throws InvalidToken {
            if (!has(name)) {
                throw new InvalidToken(Reason.MISSING_CLAIM, name + " is needed");
            }
            if (!(values.get(name) instanceof Long seconds) || seconds < 0 || seconds > MAX_EPOCH_SECOND / 2) {
                throw malformed(name + " must be whole seconds since 1970");
            }
            return Instant.ofEpochSecond(seconds);
        }

        List<?> audience() throws InvalidToken {
            if (!has("aud")) {
                throw new InvalidToken(Reason.MISSING_CLAIM, "aud is needed");
            }
            Object audience = values.get("aud");
            if (audience instanceof String one) {
                return List.of(one);
            }
            if (audience instanceof List<?> many && many.stream().allMatch(String.class::isInstance)) {
                return many;
            }
            throw malformed("aud must be a text or a list of texts");
        }
    }
}
