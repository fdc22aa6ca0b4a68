package io.croupier.http.provider;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.croupier.http.door.Caller;
import io.croupier.http.door.Credentials;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.ProblemException;
import io.croupier.http.door.RequestTarget;
import io.croupier.http.store.ProviderKeys;
import io.croupier.http.store.ProviderKeys.ProviderKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks a provider's signature: HMAC-SHA256 with the key's secret over time stamp, method, path with query as it was sent,
 * and the raw body. The time window bounds how long a copied request can be sent again; that it then does nothing is the
 * idempotency's work.
 */
public final class SignedRequests implements Credentials {
    static final String KEY_ID = "Croupier-Key-Id";
    static final String TIMESTAMP = "Croupier-Timestamp";
    static final String SIGNATURE = "Croupier-Signature";

    private final ProviderKeys keys;
    private final Duration window;
    private final Clock clock;

    /** @param window how far a time stamp may be off, either way */
    public SignedRequests(ProviderKeys keys, Duration window, Clock clock) {
        this.keys = keys;
        this.window = window;
        this.clock = clock;
    }

    /** What a request with these parts must carry, base64. */
    public static String signature(byte[] secret, String timestamp, String method, String target, byte[] body) {
        return Base64.getEncoder().encodeToString(hmac(secret, timestamp, method, target, body));
    }

    @Override
    public CompletionStage<Proof> read(HttpRequest request) {
        String keyId = header(request, KEY_ID);
        String timestamp = header(request, TIMESTAMP);
        String signature = header(request, SIGNATURE);
        checkTime(timestamp);
        byte[] given = decoded(signature);
        return keys.find(keyId).thenApply(found -> {
            ProviderKey key = found.orElseThrow(() -> new ProblemException(
                    Problem.of(ProblemCode.UNKNOWN_KEY, "the key is not known here, or not any more")
                            .at(KEY_ID)));
            return body -> {
                byte[] expected =
                        hmac(key.signingKey(), timestamp, request.method().value(), RequestTarget.of(request), body);
                if (!MessageDigest.isEqual(expected, given)) {
                    throw invalid("the signature does not fit time stamp, method, path with query and body");
                }
                return new Caller.Provider(key.provider(), key.keyId());
            };
        });
    }

    private void checkTime(String timestamp) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            throw new ProblemException(
                    Problem.of(ProblemCode.STALE_TIMESTAMP, "the time stamp must be whole seconds since 1970")
                            .at(TIMESTAMP));
        }
        long now = clock.instant().getEpochSecond();
        long off = Math.abs(now - Long.parseLong(timestamp));
        if (off > window.toSeconds()) {
            throw new ProblemException(Problem.of(
                            ProblemCode.STALE_TIMESTAMP,
                            "the time stamp is " + off + " s from the server's time " + now + "; at most "
                                    + window.toSeconds() + " s are allowed")
                    .at(TIMESTAMP));
        }
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name)
                .map(HttpHeader::value)
                .filter(value -> !value.isEmpty() && value.length() <= 256)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.INVALID_SIGNATURE, "the header " + name + " is required")
                                .at(name)));
    }

    private static byte[] decoded(String signature) {
        try {
            return Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            throw invalid("the signature must be base64");
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(
                Problem.of(ProblemCode.INVALID_SIGNATURE, detail).at(SIGNATURE));
    }

    private static byte[] hmac(byte[] secret, String timestamp, String method, String target, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((timestamp + "\n" + method + "\n" + target + "\n").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
