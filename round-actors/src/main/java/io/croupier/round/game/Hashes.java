package io.croupier.round.game;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA256, which every Java platform has. */
final class Hashes {
    static final int BYTES = 32;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] hmacSha256(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    static void requireSeeds(byte[] seed, byte[] clientSeed) {
        require(seed, "seed");
        require(clientSeed, "clientSeed");
    }

    static void require(byte[] bytes, String name) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(name + " must be 32 bytes, is " + bytes.length);
        }
    }

    private Hashes() {}
}
