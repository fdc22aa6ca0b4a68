package io.croupier.round.game;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A chain of SHA-256 hashes that is published back to front: its last element is the commitment, and round i of the chain
 * (from 1) uses the element that gives the commitment when hashed i times. Whoever knows the commitment can check a revealed
 * element, and nobody can work out the next one from those revealed before.
 *
 * <p>All elements lie in one array, 32 bytes each, since a draw must not cost 100,000 hashes: a chain of 100,000 takes 3.2 MB
 * and some 30 ms to build. Build it off the actors' dispatchers.
 */
public final class HashChain {
    /** Longest chain that fits an array with room to spare: 32 MB. */
    public static final int MAX_LENGTH = 1_000_000;

    private final byte[] elements;
    private final int length;

    private HashChain(byte[] elements, int length) {
        this.elements = elements;
        this.length = length;
    }

    /**
     * The chain that starts from this secret.
     *
     * @param secret 32 random bytes
     * @param length how many rounds it serves, 1 to {@link #MAX_LENGTH}
     */
    public static HashChain from(byte[] secret, int length) {
        Hashes.require(secret, "secret");
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length=" + length + " must be from 1 to " + MAX_LENGTH);
        }
        byte[] elements = new byte[Math.multiplyExact(length + 1, Hashes.BYTES)];
        System.arraycopy(secret, 0, elements, 0, Hashes.BYTES);
        MessageDigest sha256 = Hashes.sha256();
        byte[] element = secret.clone();
        for (int i = 1; i <= length; i++) {
            element = sha256.digest(element);
            System.arraycopy(element, 0, elements, i * Hashes.BYTES, Hashes.BYTES);
        }
        return new HashChain(elements, length);
    }

    /** How many rounds it serves. */
    public int length() {
        return length;
    }

    /** The last element: what is published before the first round. */
    public byte[] commitment() {
        return element(length);
    }

    /**
     * What round {@code index} of the chain draws from; to be shown to nobody before that round's reveal.
     *
     * @param index from 1 to {@link #length}
     */
    public byte[] seed(long index) {
        if (index < 1 || index > length) {
            throw new IllegalArgumentException("index=" + index + " must be from 1 to " + length);
        }
        return element(length - (int) index);
    }

    /** Whether hashing the seed {@code index} times gives the commitment. */
    public static boolean leadsTo(byte[] seed, long index, byte[] commitment) {
        MessageDigest sha256 = Hashes.sha256();
        byte[] element = seed.clone();
        for (long i = 0; i < index; i++) {
            element = sha256.digest(element);
        }
        return MessageDigest.isEqual(element, commitment);
    }

    private byte[] element(int i) {
        return Arrays.copyOfRange(elements, i * Hashes.BYTES, (i + 1) * Hashes.BYTES);
    }

    /** The length only: the elements are secret. */
    @Override
    public String toString() {
        return "HashChain[length=" + length + "]";
    }
}
