package io.croupier.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.croupier.edge.auth.InvalidToken.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final long SECOND = NOW.getEpochSecond();
    private static final String GOOD = claims("'exp':" + (SECOND + 60));

    private static final PublicJsonWebKey ED = key("ed", "Ed25519");
    private static final PublicJsonWebKey OTHER_ED = key("other-ed", "Ed25519");
    private static final PublicJsonWebKey ES = key("es", "P-256");
    private static final PublicJsonWebKey OTHER_ES = key("other-es", "P-256");
    private static final PublicJsonWebKey ES384 = key("es384", "P-384");
    private static final PublicJsonWebKey RS = key("rs", "RSA");

    private final TokenVerifier verifier = new TokenVerifier(
            keySet(ED, ES, RS), "croupier", "croupier", Duration.ofSeconds(30), Clock.fixed(NOW, ZoneOffset.UTC));

    /** A token and why it must not hold. */
    record Bad(String name, String token, Reason reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void takesEveryAlgorithmThatIsAllowed() throws InvalidToken {
        assertThat(verifier.verify(sign("EdDSA", ED, GOOD)))
                .isEqualTo(new Verified(new Identity.Player("ann"), NOW.plusSeconds(60), "ed"));
        assertThat(verifier.verify(sign("ES256", ES, GOOD)).kid()).isEqualTo("es");
        assertThat(verifier.verify(sign("RS256", RS, GOOD)).kid()).isEqualTo("rs");
    }

    @Test
    void takesARoleAsAnOperator() throws InvalidToken {
        String token = sign("EdDSA", ED, claims("'exp':" + (SECOND + 60) + ",'role':'viewer'"));
        assertThat(verifier.verify(token).identity()).isEqualTo(new Identity.Operator("ann", "viewer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'iss':'croupier','aud':['other','croupier'],'sub':'ann','exp':%s}",
                "{'iss':'croupier','aud':'croupier','sub':'A.z_0:9-','exp':%s,'nbf':0,'more':{'a':[1]}}"
            })
    void takesWhatTheRulesAllow(String payload) throws InvalidToken {
        assertThat(verifier.verify(sign("EdDSA", ED, json(payload.formatted(SECOND + 60)))))
                .isNotNull();
    }

    @Test
    void allowsForClocksThatAreApart() throws InvalidToken {
        assertThat(verifier.verify(sign("EdDSA", ED, claims("'exp':" + (SECOND - 29)))))
                .isNotNull();
        assertThat(verifier.verify(sign("EdDSA", ED, claims("'nbf':" + (SECOND + 30) + ",'exp':" + (SECOND + 60)))))
                .isNotNull();
    }

    @Test
    void changesItsKeysWhileInUse() throws InvalidToken {
        String old = sign("EdDSA", ED, GOOD);
        String fresh = sign("EdDSA", OTHER_ED, GOOD);
        assertThat(reasonOf(fresh)).isEqualTo(Reason.UNKNOWN_KEY);
        verifier.replaceKeys(keySet(ED, OTHER_ED));
        assertThat(verifier.verify(old).kid()).isEqualTo("ed");
        assertThat(verifier.verify(fresh).kid()).isEqualTo("other-ed");
        verifier.replaceKeys(keySet(OTHER_ED));
        assertThat(reasonOf(old)).isEqualTo(Reason.UNKNOWN_KEY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"malformed", "algorithms", "keys", "signatures", "claimsThatAreWrong"})
    void refuses(Bad bad) {
        assertThat(reasonOf(bad.token())).isEqualTo(bad.reason());
    }

    static Stream<Bad> malformed() {
        String good = sign("EdDSA", ED, GOOD);
        String[] parts = good.split("\\.", -1);
        return Stream.of(
                new Bad("empty", "", Reason.MALFORMED_TOKEN),
                new Bad("no token at all", "hello", Reason.MALFORMED_TOKEN),
                new Bad("two parts", parts[0] + "." + parts[1], Reason.MALFORMED_TOKEN),
                new Bad("four parts", good + ".x", Reason.MALFORMED_TOKEN),
                new Bad("five parts", good + ".x.y", Reason.MALFORMED_TOKEN),
                new Bad("padding", good + "=", Reason.MALFORMED_TOKEN),
                new Bad("white space", " " + good, Reason.MALFORMED_TOKEN),
                new Bad("line end", good + "\n", Reason.MALFORMED_TOKEN),
                new Bad("too long", good + "A".repeat(8192), Reason.MALFORMED_TOKEN),
                new Bad("header is no JSON", b64("nope") + "." + parts[1] + "." + parts[2], Reason.MALFORMED_TOKEN),
                new Bad("header is a list", b64("[1]") + "." + parts[1] + "." + parts[2], Reason.MALFORMED_TOKEN),
                new Bad(
                        "alg twice in the header",
                        b64("{\"alg\":\"EdDSA\",\"alg\":\"none\",\"kid\":\"ed\"}") + "." + parts[1] + "." + parts[2],
                        Reason.MALFORMED_TOKEN),
                new Bad("payload is no JSON", sign("EdDSA", ED, "hello"), Reason.MALFORMED_TOKEN),
                new Bad("payload is a list", sign("EdDSA", ED, "[1]"), Reason.MALFORMED_TOKEN),
                new Bad(
                        "a claim twice",
                        sign("EdDSA", ED, claims("'exp':1,'exp':" + (SECOND + 60))),
                        Reason.MALFORMED_TOKEN));
    }

    static Stream<Bad> algorithms() throws JoseException {
        Key rsaAsSecret = new HmacKey(RS.getPublicKey().getEncoded());
        Key rsaPemAsSecret = new HmacKey(("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(RS.getPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----")
                .getBytes(StandardCharsets.UTF_8));
        Key edAsSecret = new HmacKey(ED.getPublicKey().getEncoded());
        String none = b64("{\"alg\":\"none\",\"kid\":\"ed\"}") + "." + b64(GOOD) + ".";
        return Stream.of(
                new Bad("none", none, Reason.UNSUPPORTED_ALGORITHM),
                new Bad("none with a signature", none + "AAAA", Reason.UNSUPPORTED_ALGORITHM),
                new Bad(
                        "nOnE",
                        none.replace(
                                b64("{\"alg\":\"none\",\"kid\":\"ed\"}"), b64("{\"alg\":\"nOnE\",\"kid\":\"ed\"}")),
                        Reason.UNSUPPORTED_ALGORITHM),
                new Bad("HS256 with the RSA key", sign("HS256", "rs", rsaAsSecret, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad(
                        "HS256 with the RSA key as PEM",
                        sign("HS256", "rs", rsaPemAsSecret, GOOD),
                        Reason.UNSUPPORTED_ALGORITHM),
                new Bad("HS384 with the RSA key", sign("HS384", "rs", rsaAsSecret, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad("HS512 with the RSA key", sign("HS512", "rs", rsaAsSecret, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad(
                        "HS256 with the Ed25519 key",
                        sign("HS256", "ed", edAsSecret, GOOD),
                        Reason.UNSUPPORTED_ALGORITHM),
                new Bad("RS384", sign("RS384", RS, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad("RS512", sign("RS512", RS, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad("PS256", sign("PS256", RS, GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad("ES384", sign("ES384", "es", ES384.getPrivateKey(), GOOD), Reason.UNSUPPORTED_ALGORITHM),
                new Bad(
                        "alg in lower case",
                        withHeader("{\"alg\":\"eddsa\",\"kid\":\"ed\"}"),
                        Reason.UNSUPPORTED_ALGORITHM),
                new Bad("alg is missing", withHeader("{\"kid\":\"ed\"}"), Reason.MALFORMED_TOKEN),
                new Bad("alg is a number", withHeader("{\"alg\":5,\"kid\":\"ed\"}"), Reason.MALFORMED_TOKEN),
                new Bad(
                        "RS256 names the P-256 key",
                        sign("RS256", "es", RS.getPrivateKey(), GOOD),
                        Reason.UNSUPPORTED_ALGORITHM),
                new Bad(
                        "ES256 names the Ed25519 key",
                        sign("ES256", "ed", ES.getPrivateKey(), GOOD),
                        Reason.UNSUPPORTED_ALGORITHM));
    }

    static Stream<Bad> keys() throws JoseException {
        return Stream.of(
                new Bad("no kid", withHeader("{\"alg\":\"EdDSA\"}"), Reason.UNKNOWN_KEY),
                new Bad("kid is a number", withHeader("{\"alg\":\"EdDSA\",\"kid\":1}"), Reason.UNKNOWN_KEY),
                new Bad("unknown kid", sign("EdDSA", OTHER_ED, GOOD), Reason.UNKNOWN_KEY),
                new Bad("kid is a path", sign("EdDSA", "../../dev/null", ED.getPrivateKey(), GOOD), Reason.UNKNOWN_KEY),
                new Bad(
                        "brings its own jwk",
                        sign(
                                "EdDSA",
                                "other-ed",
                                OTHER_ED.getPrivateKey(),
                                GOOD,
                                Map.of("jwk", OTHER_ED.toParams(OutputControlLevel.PUBLIC_ONLY))),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "jwk under a known kid",
                        sign(
                                "EdDSA",
                                "ed",
                                OTHER_ED.getPrivateKey(),
                                GOOD,
                                Map.of("jwk", OTHER_ED.toParams(OutputControlLevel.PUBLIC_ONLY))),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "jku",
                        sign("EdDSA", "ed", ED.getPrivateKey(), GOOD, Map.of("jku", "http://127.0.0.1/keys")),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "x5u",
                        sign("EdDSA", "ed", ED.getPrivateKey(), GOOD, Map.of("x5u", "http://127.0.0.1/c")),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "x5c",
                        sign("EdDSA", "ed", ED.getPrivateKey(), GOOD, Map.of("x5c", List.of("AAAA"))),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "crit",
                        sign("EdDSA", "ed", ED.getPrivateKey(), GOOD, Map.of("crit", List.of("exp"))),
                        Reason.MALFORMED_TOKEN));
    }

    static Stream<Bad> signatures() throws JoseException {
        String ed = sign("EdDSA", ED, GOOD);
        String es = sign("ES256", ES, GOOD);
        String[] parts = ed.split("\\.", -1);
        String body = es.substring(0, es.lastIndexOf('.') + 1);
        String edBody = parts[0] + "." + parts[1] + ".";
        String rs = sign("RS256", RS, GOOD);
        String other = sign("EdDSA", ED, claims("'exp':" + (SECOND + 61)));
        String better = GOOD.replace("ann", "bob");
        return Stream.of(
                new Bad("another payload", parts[0] + "." + b64(better) + "." + parts[2], Reason.INVALID_SIGNATURE),
                new Bad(
                        "another header",
                        b64("{\"kid\":\"ed\",\"alg\":\"EdDSA\",\"typ\":\"x\"}") + "." + parts[1] + "." + parts[2],
                        Reason.INVALID_SIGNATURE),
                new Bad(
                        "signature of another token",
                        edBody + other.substring(other.lastIndexOf('.') + 1),
                        Reason.INVALID_SIGNATURE),
                new Bad(
                        "another key of the kind, EdDSA",
                        sign("EdDSA", "ed", OTHER_ED.getPrivateKey(), GOOD),
                        Reason.INVALID_SIGNATURE),
                new Bad(
                        "another key of the kind, ES256",
                        sign("ES256", "es", OTHER_ES.getPrivateKey(), GOOD),
                        Reason.INVALID_SIGNATURE),
                new Bad("no signature, EdDSA", edBody, Reason.INVALID_SIGNATURE),
                new Bad("no signature, ES256", body, Reason.INVALID_SIGNATURE),
                new Bad("zeros, EdDSA", edBody + zeros(64), Reason.INVALID_SIGNATURE),
                new Bad("zeros, ES256", body + zeros(64), Reason.INVALID_SIGNATURE),
                new Bad(
                        "zeros, RS256",
                        rs.substring(0, rs.lastIndexOf('.') + 1) + zeros(256),
                        Reason.INVALID_SIGNATURE),
                new Bad("cut short, EdDSA", edBody + zeros(63), Reason.INVALID_SIGNATURE),
                new Bad("cut short, ES256", es.substring(0, es.length() - 4), Reason.INVALID_SIGNATURE),
                new Bad("too long, ES256", es + "AAAA", Reason.INVALID_SIGNATURE));
    }

    static Stream<Bad> claimsThatAreWrong() {
        String exp = "'exp':" + (SECOND + 60);
        return Stream.of(
                new Bad("expired", signed(claims("'exp':" + (SECOND - 60))), Reason.TOKEN_EXPIRED),
                new Bad("expired by just the skew", signed(claims("'exp':" + (SECOND - 30))), Reason.TOKEN_EXPIRED),
                new Bad("exp is 0", signed(claims("'exp':0")), Reason.TOKEN_EXPIRED),
                new Bad("no exp", signed(claims("'x':1")), Reason.MISSING_CLAIM),
                new Bad("exp is a text", signed(claims("'exp':'" + (SECOND + 60) + "'")), Reason.MALFORMED_TOKEN),
                new Bad("exp is null", signed(claims("'exp':null")), Reason.MALFORMED_TOKEN),
                new Bad("exp is a fraction", signed(claims("'exp':" + (SECOND + 60) + ".5")), Reason.MALFORMED_TOKEN),
                new Bad("exp is negative", signed(claims("'exp':-1")), Reason.MALFORMED_TOKEN),
                new Bad("exp is huge", signed(claims("'exp':99999999999999999999999")), Reason.MALFORMED_TOKEN),
                new Bad(
                        "exp is a long that is no time",
                        signed(claims("'exp':" + Long.MAX_VALUE)),
                        Reason.MALFORMED_TOKEN),
                new Bad("nbf is to come", signed(claims(exp + ",'nbf':" + (SECOND + 31))), Reason.TOKEN_NOT_YET_VALID),
                new Bad("nbf is a text", signed(claims(exp + ",'nbf':'0'")), Reason.MALFORMED_TOKEN),
                new Bad("no iss", signed(json("{'aud':'croupier','sub':'ann'," + exp + "}")), Reason.MISSING_CLAIM),
                new Bad(
                        "another iss",
                        signed(json("{'iss':'x','aud':'croupier','sub':'ann'," + exp + "}")),
                        Reason.WRONG_ISSUER),
                new Bad(
                        "iss is a list",
                        signed(json("{'iss':['croupier'],'aud':'croupier','sub':'ann'," + exp + "}")),
                        Reason.MALFORMED_TOKEN),
                new Bad("no aud", signed(json("{'iss':'croupier','sub':'ann'," + exp + "}")), Reason.MISSING_CLAIM),
                new Bad(
                        "another aud",
                        signed(json("{'iss':'croupier','aud':'x','sub':'ann'," + exp + "}")),
                        Reason.WRONG_AUDIENCE),
                new Bad(
                        "aud in upper case",
                        signed(json("{'iss':'croupier','aud':'CROUPIER','sub':'ann'," + exp + "}")),
                        Reason.WRONG_AUDIENCE),
                new Bad(
                        "other auds",
                        signed(json("{'iss':'croupier','aud':['x','y'],'sub':'ann'," + exp + "}")),
                        Reason.WRONG_AUDIENCE),
                new Bad(
                        "no auds",
                        signed(json("{'iss':'croupier','aud':[],'sub':'ann'," + exp + "}")),
                        Reason.WRONG_AUDIENCE),
                new Bad(
                        "aud is a number",
                        signed(json("{'iss':'croupier','aud':1,'sub':'ann'," + exp + "}")),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "aud holds a number",
                        signed(json("{'iss':'croupier','aud':['croupier',1],'sub':'ann'," + exp + "}")),
                        Reason.MALFORMED_TOKEN),
                new Bad(
                        "no sub",
                        signed(json("{'iss':'croupier','aud':'croupier'," + exp + "}")),
                        Reason.MISSING_CLAIM),
                new Bad("sub is a number", signed(subject("1", exp)), Reason.MALFORMED_TOKEN),
                new Bad("sub is empty", signed(subject("''", exp)), Reason.MALFORMED_TOKEN),
                new Bad("sub has a slash", signed(subject("'a/b'", exp)), Reason.MALFORMED_TOKEN),
                new Bad("sub has a tilde", signed(subject("'a~b'", exp)), Reason.MALFORMED_TOKEN),
                new Bad("sub is too long", signed(subject("'" + "a".repeat(129) + "'", exp)), Reason.MALFORMED_TOKEN),
                new Bad("role is a number", signed(claims(exp + ",'role':1")), Reason.MALFORMED_TOKEN),
                new Bad("role is a list", signed(claims(exp + ",'role':['operator']")), Reason.MALFORMED_TOKEN),
                new Bad("role is null", signed(claims(exp + ",'role':null")), Reason.MALFORMED_TOKEN),
                new Bad("role is empty", signed(claims(exp + ",'role':' '")), Reason.MALFORMED_TOKEN));
    }

    @Test
    void refusesATokenWithAnyCharacterChanged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String good = sign("EdDSA", ED, GOOD);
        for (int i = 0; i < 2_000; i++) {
            char[] changed = good.toCharArray();
            // The last character of a part may hold unused bits, which mean nothing.
            int at = random.nextInt(changed.length - 1);
            char was = changed[at];
            changed[at] = (char) (33 + random.nextInt(94));
            if (changed[at] != was && was != '.' && good.charAt(at + 1) != '.') {
                String token = new String(changed);
                assertThatThrownBy(() -> verifier.verify(token))
                        .as("seed=%s token=%s", seed, token)
                        .isInstanceOf(InvalidToken.class);
            }
        }
    }

    @Test
    void keySetsHoldOnlyKeysForSigning() {
        assertThatThrownBy(() -> keySet(ED, ED)).hasMessageContaining("kid=ed stands twice");
        assertThatThrownBy(() -> keySet(ES384)).hasMessageContaining("kid=es384 must be an Ed25519");
        assertThatThrownBy(() -> keySet(key("small", "RSA1024"))).hasMessageContaining("at least 2048");
        assertThatThrownBy(() -> KeySet.parse("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"AAAA\"}]}"))
                .hasMessageContaining("shared secrets are not taken");
        assertThatThrownBy(() -> KeySet.parse("nope")).hasMessageContaining("not a JWK set");
        PublicJsonWebKey forEncryption = key("enc", "Ed25519");
        forEncryption.setUse("enc");
        assertThatThrownBy(() -> keySet(forEncryption)).hasMessageContaining("use=enc must be sig");
        PublicJsonWebKey otherAlgorithm = key("alg", "RSA");
        otherAlgorithm.setAlgorithm("PS256");
        assertThatThrownBy(() -> keySet(otherAlgorithm)).hasMessageContaining("alg=PS256 must be RS256");
    }

    @Test
    void devKeysSurviveARestartAreTwoAndThePrivateOnesAreTheOwnersAlone(@TempDir Path directory) throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        TokenSigner first = TokenSigner.open(directory, "croupier", "croupier", clock);
        String token = first.sign(new Identity.Operator("olga", "operator"), Duration.ofMinutes(1));
        TokenSigner second = TokenSigner.open(directory, "croupier", "croupier", clock);
        verifier.replaceKeys(second.publicKeys());
        assertThat(verifier.verify(token).identity()).isEqualTo(new Identity.Operator("olga", "operator"));
        assertThat(second.publicKeys().kids()).hasSize(2);
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            file = all.get(0);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private Reason reasonOf(String token) {
        InvalidToken refused = catchThrowableOfType(InvalidToken.class, () -> verifier.verify(token));
        assertThat(refused).as("the token holds").isNotNull();
        assertThat(refused.code()).matches("[a-z_]+");
        return refused.reason();
    }

    private static PublicJsonWebKey key(String kid, String kind) {
        try {
            PublicJsonWebKey key = switch (kind) {
                case "Ed25519" -> OkpJwkGenerator.generateJwk("Ed25519");
                case "P-256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                case "P-384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                case "RSA1024" -> RsaJwkGenerator.generateJwk(1024);
                default -> RsaJwkGenerator.generateJwk(2048);
            };
            key.setKeyId(kid);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeySet keySet(PublicJsonWebKey... keys) {
        return KeySet.parse(new JsonWebKeySet(keys).toJson());
    }

    private static String signed(String payload) {
        return sign("EdDSA", ED, payload);
    }

    private static String sign(String algorithm, PublicJsonWebKey key, String payload) {
        return sign(algorithm, key.getKeyId(), key.getPrivateKey(), payload);
    }

    private static String sign(String algorithm, String kid, Key key, String payload) {
        return sign(algorithm, kid, key, payload, Map.of());
    }

    private static String sign(String algorithm, String kid, Key key, String payload, Map<String, Object> moreHeaders) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setDoKeyValidation(false);
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue(kid);
        new HashMap<>(moreHeaders).forEach(jws::setHeader);
        jws.setKey(key);
        jws.setPayload(payload);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signature is not the point: what the header says is refused before it is looked at. */
    private static String withHeader(String header) {
        String good = sign("EdDSA", ED, GOOD);
        return b64(header) + good.substring(good.indexOf('.'));
    }

    private static String claims(String more) {
        return json("{'iss':'croupier','aud':'croupier','sub':'ann'," + more + "}");
    }

    private static String subject(String subject, String exp) {
        return json("{'iss':'croupier','aud':'croupier','sub':" + subject + "," + exp + "}");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String b64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String zeros(int bytes) {
        byte[] zeros = new byte[bytes];
        Arrays.fill(zeros, (byte) 0);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(zeros);
    }
}
