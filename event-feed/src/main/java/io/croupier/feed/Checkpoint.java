package io.croupier.feed;

import io.croupier.wallet.domain.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * The header of a checkpoint: of every wallet its newest event's number and hash, as one digest, signed. As wallets' events
 * name the hash of the one before, it stands for all of them. Each names the digest of the one before as well, so none can be taken
 * out.
 *
 * @param number from 1, without a gap
 * @param wallets how many
 * @param previous the digest of the one before, zero for the first
 * @param content over the lines of its file
 * @param signature over {@link #digest}
 */
record Checkpoint(long number, Instant at, long wallets, Sha256 previous, Sha256 content, String signature) {
    static Checkpoint signed(
            long number, Instant at, long wallets, Sha256 previous, Sha256 content, CheckpointKey key) {
        Sha256 digest = digest(number, at, wallets, previous, content);
        String signature = Base64.getEncoder().encodeToString(key.sign(digest.digest()));
        return new Checkpoint(number, at, wallets, previous, content, signature);
    }

    /** What the next one names. */
    Sha256 digest() {
        return digest(number, at, wallets, previous, content);
    }

    boolean isSigned(CheckpointKey key) {
        try {
            return key.signed(digest().digest(), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static Sha256 digest(long number, Instant at, long wallets, Sha256 previous, Sha256 content) {
        byte[] name = "croupier checkpoint".getBytes(StandardCharsets.US_ASCII);
        return Sha256.of(ByteBuffer.allocate(name.length + 3 * Long.BYTES + 64)
                .put(name)
                .putLong(number)
                .putLong(at.toEpochMilli())
                .putLong(wallets)
                .put(previous.digest())
                .put(content.digest())
                .array());
    }
}
