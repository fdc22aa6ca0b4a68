package io.croupier.round;

import io.croupier.round.SeedStore.SealedChain;
import io.croupier.round.SeedStore.SealedSeed;
import io.croupier.round.game.HashChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

/**
 * Makes the house tables' hash chains, keeps their secrets encrypted, and gives them back to the tables.
 *
 * <p>A secret is sealed with AES-256-GCM under the master key; chain id, table, length and commitment are bound to it as
 * associated data, so a row that was swapped or changed does not open. Who reads the database without the key learns nothing
 * of future rounds; who has both knows them all. All work, JDBC and hashing, is done on the executor.
 */
public final class SeedVault {
    /** Length of the master key. */
    public static final int KEY_BYTES = 32;

    private static final int SECRET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SeedStore store;
    private final SecretKeySpec key;
    private final String keyId;
    private final Executor blocking;
    private final SecureRandom random = new SecureRandom();

    /**
     * Keeps the secrets in the database's table {@code fairness_chain}.
     *
     * @param key {@link #KEY_BYTES} bytes
     * @param blocking runs tasks that block; never an actor's dispatcher
     */
    public SeedVault(DataSource database, byte[] key, Executor blocking) {
        this(new JdbcSeedStore(database), key, blocking);
    }

    /** Keeps the secrets in another store. */
    public SeedVault(SeedStore store, byte[] key, Executor blocking) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the seed key must be " + KEY_BYTES + " bytes, is " + key.length + " (CROUPIER_MASTER_KEY)");
        }
        this.store = store;
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = keyId(key);
        this.blocking = blocking;
    }

    /** A chain in memory. Its seeds are secret, so it prints its public part only. */
    public record Chain(String chainId, HashChain hashes) {
        public String commitment() {
            return HexFormat.of().formatHex(hashes.commitment());
        }
    }

    /** What there is under a chain's id. */
    public sealed interface Found {}

    /** The chain, complete and checked against its commitment. */
    public record Loaded(Chain chain) implements Found {}

    /** The chain can never be used again; {@code cause}: lost, undecryptable. */
    public record Unusable(String cause) implements Found {}

    /** A new chain from a fresh secret, stored durably. Fails where the store cannot be reached. */
    public CompletionStage<Chain> create(String tableId, int length, Instant now) {
        return CompletableFuture.supplyAsync(
                () -> {
                    byte[] secret = new byte[SECRET_BYTES];
                    random.nextBytes(secret);
                    Chain chain = new Chain(UUID.randomUUID().toString(), HashChain.from(secret, length));
                    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
                    SealedSeed sealedSecret =
                            seal(secret, associated(chain.chainId(), tableId, length, chain.commitment()));
                    insert(new SealedChain(
                            chain.chainId(), tableId, length, chain.commitment(), sealedSecret, keyId, at));
                    return chain;
                },
                blocking);
    }

    /** The chain of this id. Fails where the store cannot be reached: then nothing is known, and it is to be asked again. */
    public CompletionStage<Found> load(String tableId, String chainId, String commitment) {
        return CompletableFuture.supplyAsync(
                () -> find(chainId)
                        .map(atRest -> open(atRest, tableId, commitment))
                        .orElseGet(() -> new Unusable("lost")),
                blocking);
    }

    private Found open(SealedChain atRest, String tableId, String commitment) {
        Optional<byte[]> secret = unseal(atRest, tableId);
        if (secret.isEmpty()) {
            return new Unusable("undecryptable");
        }
        Chain chain = new Chain(atRest.chainId(), HashChain.from(secret.get(), atRest.length()));
        return chain.commitment().equals(commitment) ? new Loaded(chain) : new Unusable("undecryptable");
    }

    private SealedSeed seal(byte[] secret, byte[] associated) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated);
            byte[] cipherText = cipher.doFinal(secret);
            return new SealedSeed(ByteBuffer.allocate(nonce.length + cipherText.length)
                    .put(nonce)
                    .put(cipherText)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    private Optional<byte[]> unseal(SealedChain atRest, String tableId) {
        byte[] bytes = atRest.sealedSeed().bytes();
        if (!atRest.keyId().equals(keyId) || bytes.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
            cipher.updateAAD(associated(atRest.chainId(), tableId, atRest.length(), atRest.commitment()));
            byte[] secret = cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return secret.length == SECRET_BYTES ? Optional.of(secret) : Optional.empty();
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    private void insert(SealedChain chain) {
        try {
            store.insert(chain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<SealedChain> find(String chainId) {
        try {
            return store.find(chainId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] associated(String chainId, String tableId, int length, String commitment) {
        return String.join("\n", chainId, tableId, Integer.toString(length), commitment)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Tells keys apart, and nothing else about them. */
    private static String keyId(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("croupier seed key".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(sha256.digest(key), 8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
