package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks a house round's proof from its public JSON, by the published method and with code of its own: hashing the seed
 * {@code index} times gives the commitment, and HMAC-SHA256 with the seed as key over the client seed gives the outcome.
 */
final class Fairness {
    private static final long LARGEST_MULTIPLE_OF_37 = (1L << 32) - (1L << 32) % 37;

    /** What is wrong with the proof of this round, a body of {@code GET /v1/rounds/{roundId}}; empty where nothing is. */
    static Optional<String> fault(JsonNode round) {
        JsonNode proof = round.path("proof");
        JsonNode outcome = round.path(round.has("outcome") ? "outcome" : "result");
        if (!proof.isObject() || !outcome.isObject()) {
            return Optional.of("there is no proof or no outcome in " + round);
        }
        byte[] seed = HexFormat.of().parseHex(Json.text(proof, "seed"));
        byte[] clientSeed = HexFormat.of().parseHex(Json.text(proof, "clientSeed"));
        byte[] hash = seed;
        for (long i = Json.required(proof, "index"); i > 0; i--) {
            hash = sha256(hash);
        }
        if (!Arrays.equals(hash, HexFormat.of().parseHex(Json.text(proof, "commitment")))) {
            return Optional.of("the seed does not lead to the commitment in " + round);
        }
        boolean right = outcome.has("number")
                ? outcome.path("number").asInt() == pocket(seed, clientSeed)
                : outcome.path("bustX100").asInt() == bustX100(seed, clientSeed);
        return right ? Optional.empty() : Optional.of("the seeds do not give the outcome in " + round);
    }

    /** The first of the digest's 32-bit words that does not favour low pockets, modulo 37. */
    private static int pocket(byte[] seed, byte[] clientSeed) {
        for (byte[] block = hmac(seed, clientSeed); ; block = hmac(seed, block)) {
            for (int at = 0; at < block.length; at += Integer.BYTES) {
                long word = ByteBuffer.wrap(block, at, Integer.BYTES).getInt() & 0xffffffffL;
                if (word < LARGEST_MULTIPLE_OF_37) {
                    return (int) (word % 37);
                }
            }
        }
    }

    /** 99 / (1 - h) in hundredths, h being the digest's first 52 bits as a fraction; from 1.00 to 10,000.00. */
    private static int bustX100(byte[] seed, byte[] clientSeed) {
        long bits = ByteBuffer.wrap(hmac(seed, clientSeed)).getLong() >>> 12;
        long bust = 99 * (1L << 52) / ((1L << 52) - bits);
        return (int) Math.min(1_000_000, Math.max(100, bust));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private Fairness() {}
}
