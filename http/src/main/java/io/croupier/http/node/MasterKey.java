package io.croupier.http.node;

import io.croupier.http.database.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that all secrets at rest hang on: those of the providers and those of rounds to come. Each use gets a key
 * of its own, derived by HMAC-SHA256, so that one use never opens what another sealed.
 */
final class MasterKey {
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    private MasterKey(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * The configured key, or the data directory's own where the node has its database there too.
     *
     * @throws StartFailure when it is malformed, or missing where several nodes would have to share it
     */
    static MasterKey of(NodeSettings settings) {
        check(settings);
        String configured = configured(settings);
        if (!configured.isEmpty()) {
            return new MasterKey(decode(configured));
        }
        try {
            return new MasterKey(
                    SecretFile.readOrCreate(settings.dataDirectory().resolve("master.key"), BYTES));
        } catch (IOException failure) {
            throw new StartFailure(
                    "the master key in the data directory can't be used: " + failure.getMessage(), failure);
        }
    }

    /** Fails as {@link #of} does where the settings alone say so, and makes no file. */
    static void check(NodeSettings settings) {
        String configured = configured(settings);
        boolean ownDatabase =
                settings.config().getString("croupier.database.url").isEmpty();
        if (!configured.isEmpty()) {
            decode(configured);
        } else if (!ownDatabase && !settings.devMode()) {
            throw new StartFailure("croupier.master-key is not set: a database outside of the data directory needs"
                    + " one, 32 bytes in base64, the same on every node and for ever (CROUPIER_MASTER_KEY)");
        }
    }

    private static String configured(NodeSettings settings) {
        return settings.config().getString("croupier.master-key");
    }

    /** 32 bytes for one use. */
    byte[] derived(String use) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(("croupier " + use).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", missing);
        }
    }

    private static byte[] decode(String configured) {
        try {
            byte[] key = Base64.getDecoder().decode(configured);
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // Refused below, together with a key of another length.
        }
        throw new StartFailure("croupier.master-key must be 32 bytes in base64 (CROUPIER_MASTER_KEY)");
    }
}
