package io.croupier.feed;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What checkpoints are signed with (Ed25519), or only what they are checked with. */
public final class CheckpointKey {
    private static final String ALGORITHM = "Ed25519";
    private static final int SEED_BYTES = 32;

    private final @Nullable PrivateKey secret;
    private final PublicKey known;

    private CheckpointKey(@Nullable PrivateKey secret, PublicKey known) {
        this.secret = secret;
        this.known = known;
    }

    /**
     * A key that signs.
     *
     * @param seed 32 bytes that nobody else has; the same ones make the same key
     */
    public static CheckpointKey of(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("the seed has " + seed.length + " bytes and must have " + SEED_BYTES);
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            // The generator takes its 32 random bytes as the secret key, which is any 32 bytes (RFC 8032, 5.1.5).
            generator.initialize(255, new Given(seed));
            KeyPair pair = generator.generateKeyPair();
            return new CheckpointKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has Ed25519", missing);
        }
    }

    /**
     * A key that only checks.
     *
     * @param text as {@link #publicText} has it
     * @throws IllegalArgumentException where it is no key
     */
    public static CheckpointKey ofPublic(String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(text.strip());
            return new CheckpointKey(
                    null, KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not an Ed25519 public key in base64 (X.509): " + text, e);
        }
    }

    /** The public half in base64 (X.509). */
    public String publicText() {
        return Base64.getEncoder().encodeToString(known.getEncoded());
    }

    byte[] sign(byte[] message) {
        if (secret == null) {
            throw new IllegalStateException("a public key cannot sign");
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key was made for this", impossible);
        }
    }

    boolean signed(byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(known);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException wrongForm) {
            return false;
        }
    }

    /** Gives the same bytes whenever it is asked. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        private Given(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(Arrays.copyOf(bytes, target.length), 0, target, 0, target.length);
        }
    }
}
