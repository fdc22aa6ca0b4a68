package io.croupier.edge.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/**
 * The public keys that tokens may be signed with, by {@code kid}; several are valid at once, so that keys can be rotated.
 * Each key is bound to one algorithm, which is why a token cannot choose how it is checked.
 */
public final class KeySet {
    private static final int MIN_RSA_BITS = 2048;

    private final Map<String, VerificationKey> byKid;

    /** A key and the one algorithm that it is for. */
    record VerificationKey(String kid, String algorithm, PublicKey key) {}

    private KeySet(Map<String, VerificationKey> byKid) {
        this.byKid = byKid;
    }

    /** Reads a JWK set (RFC 7517); private parts are ignored. {@link IllegalArgumentException} names the key that cannot be used. */
    public static KeySet parse(String jwks) {
        Map<String, VerificationKey> byKid = new LinkedHashMap<>();
        try {
            for (JsonWebKey jwk : new JsonWebKeySet(jwks).getJsonWebKeys()) {
                VerificationKey key = verificationKey(jwk);
                if (byKid.put(key.kid(), key) != null) {
                    throw new IllegalArgumentException("kid=" + key.kid() + " stands twice in the key set");
                }
            }
        } catch (JoseException e) {
            throw new IllegalArgumentException("the key set is not a JWK set: " + e.getMessage(), e);
        }
        return new KeySet(Map.copyOf(byKid));
    }

    /** Reads a JWK set from a file. */
    public static KeySet load(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** These keys and those of the other set; the other's where both have a {@code kid}. */
    public KeySet and(KeySet other) {
        Map<String, VerificationKey> all = new LinkedHashMap<>(byKid);
        all.putAll(other.byKid);
        return new KeySet(Map.copyOf(all));
    }

    /** The {@code kid}s of all keys. */
    public Set<String> kids() {
        return byKid.keySet();
    }

    Optional<VerificationKey> find(String kid) {
        return Optional.ofNullable(byKid.get(kid));
    }

    private static VerificationKey verificationKey(JsonWebKey jwk) {
        String kid = jwk.getKeyId();
        if (kid == null || kid.isEmpty()) {
            throw new IllegalArgumentException("a key of the set has no kid");
        }
        if (!(jwk instanceof PublicJsonWebKey publicJwk)) {
            throw new IllegalArgumentException(
                    "kid=" + kid + " kty=" + jwk.getKeyType() + " is no public key; shared secrets are not taken");
        }
        if (jwk.getUse() != null && !jwk.getUse().equals("sig")) {
            throw new IllegalArgumentException("kid=" + kid + " use=" + jwk.getUse() + " must be sig");
        }
        String algorithm = algorithm(kid, publicJwk);
        if (jwk.getAlgorithm() != null && !jwk.getAlgorithm().equals(algorithm)) {
            throw new IllegalArgumentException("kid=" + kid + " alg=" + jwk.getAlgorithm() + " must be " + algorithm);
        }
        return new VerificationKey(kid, algorithm, publicJwk.getPublicKey());
    }

    private static String algorithm(String kid, PublicJsonWebKey jwk) {
        Key key = jwk.getPublicKey();
        if (jwk instanceof OctetKeyPairJsonWebKey okp
                && okp.getSubtype().equals(OctetKeyPairJsonWebKey.SUBTYPE_ED25519)) {
            return AlgorithmIdentifiers.EDDSA;
        }
        if (jwk instanceof EllipticCurveJsonWebKey ec && ec.getCurveName().equals("P-256") && key instanceof ECKey) {
            return AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
        }
        if (jwk instanceof RsaJsonWebKey
                && key instanceof RSAKey rsa
                && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return AlgorithmIdentifiers.RSA_USING_SHA256;
        }
        throw new IllegalArgumentException(
                "kid=" + kid + " must be an Ed25519, a P-256, or an RSA key of at least " + MIN_RSA_BITS + " bits");
    }
}
