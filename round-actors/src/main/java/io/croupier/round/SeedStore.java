package io.croupier.round;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Where the sealed beginnings of hash chains are kept; called from a thread that may block. */
public interface SeedStore {
    /** Stores a chain durably; throws {@link IOException} where that is not certain. */
    void insert(SealedChain chain) throws IOException;

    /** The chain of this id, or empty where the store surely has none; throws {@link IOException} where it cannot tell. */
    Optional<SealedChain> find(String chainId) throws IOException;

    /**
     * A chain at rest.
     *
     * @param commitment hex
     * @param sealedSeed 12 bytes of nonce, then the AES-256-GCM cipher text of the chain's 32 secret bytes with its tag
     * @param keyId names the master key, without telling it
     */
    record SealedChain(
            String chainId,
            String tableId,
            int length,
            String commitment,
            SealedSeed sealedSeed,
            String keyId,
            Instant createdAt) {}

    /** Sealed bytes, compared by value. */
    final class SealedSeed {
        private final byte[] bytes;

        public SealedSeed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SealedSeed seed && Arrays.equals(bytes, seed.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "sealed";
        }
    }
}
