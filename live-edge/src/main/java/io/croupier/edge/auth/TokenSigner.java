package io.croupier.edge.auth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Issues tokens in dev mode. Its Ed25519 keys are made at the first start and kept in one JWK set, readable by the owner
 * only: the newest signs, the older ones are still accepted, so that even a developer's machine runs with two valid keys.
 */
public final class TokenSigner {
    private static final String FILE = "dev-token-keys.jwks";

    private final List<PublicJsonWebKey> keys;
    private final String issuer;
    private final String audience;
    private final Clock clock;

    private TokenSigner(List<PublicJsonWebKey> keys, String issuer, String audience, Clock clock) {
        this.keys = List.copyOf(keys);
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    /** Opens the keys in this directory, and makes them where there are none. Nodes may share the directory. */
    public static TokenSigner open(Path directory, String issuer, String audience, Clock clock) throws IOException {
        Path file = directory.resolve(FILE);
        Files.createDirectories(directory);
        if (!Files.exists(file)) {
            create(file);
        }
        return new TokenSigner(read(file), issuer, audience, clock);
    }

    /** A token for this identity, valid from now for so long. */
    public String sign(Identity identity, Duration validFor) {
        PublicJsonWebKey key = keys.get(keys.size() - 1);
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(identity.id());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(validFor).getEpochSecond()));
        if (identity instanceof Identity.Operator operator) {
            claims.setStringClaim("role", operator.role());
        }
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setKey(key.getPrivateKey());
        jws.setPayload(claims.toJson());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token could not be signed with kid=" + key.getKeyId(), e);
        }
    }

    /** The public parts of all its keys. */
    public KeySet publicKeys() {
        return KeySet.parse(new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }

    private static void create(Path file) throws IOException {
        List<PublicJsonWebKey> keys = List.of(generate(), generate());
        String json = new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
        Path fresh = file.resolveSibling(FILE + "." + UUID.randomUUID());
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel out =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            out.write(StandardCharsets.UTF_8.encode(json));
            out.force(true);
        }
        try {
            // A link, unlike a move, never replaces the keys that another node has just made.
            Files.createLink(file, fresh);
            Files.delete(fresh);
        } catch (FileAlreadyExistsException e) {
            Files.delete(fresh);
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static List<PublicJsonWebKey> read(Path file) throws IOException {
        List<PublicJsonWebKey> keys = new ArrayList<>();
        try {
            for (JsonWebKey key : new JsonWebKeySet(Files.readString(file)).getJsonWebKeys()) {
                if (!(key instanceof PublicJsonWebKey pair) || pair.getPrivateKey() == null) {
                    throw new IOException(file + " holds a key without its private part; delete it to get new keys");
                }
                keys.add(pair);
            }
        } catch (JoseException e) {
            throw new IOException(file + " is not a JWK set; delete it to get new keys", e);
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key; delete it to get new keys");
        }
        return keys;
    }

    private static PublicJsonWebKey generate() {
        try {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId("dev-" + UUID.randomUUID().toString().substring(0, 8));
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.EDDSA);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("this Java platform cannot make Ed25519 keys", e);
        }
    }
}
