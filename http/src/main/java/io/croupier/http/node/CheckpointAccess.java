package io.croupier.http.node;

import io.croupier.feed.CheckpointKey;
import java.nio.file.Path;
import java.util.Base64;

/** Where this node's checkpoints are and what signs them, by its settings. */
final class CheckpointAccess {
    private static final String ROOT = "croupier.checkpoints.";

    private CheckpointAccess() {}

    static Path folder(NodeSettings settings) {
        String configured = settings.config().getString(ROOT + "folder");
        return configured.isEmpty() ? settings.dataDirectory().resolve("checkpoints") : Path.of(configured);
    }

    static CheckpointKey key(NodeSettings settings, MasterKey master) {
        String configured = settings.config().getString(ROOT + "signing-key");
        try {
            return CheckpointKey.of(
                    configured.isEmpty()
                            ? master.derived("checkpoint signatures")
                            : Base64.getDecoder().decode(configured));
        } catch (IllegalArgumentException wrong) {
            throw new StartFailure(ROOT + "signing-key must be 32 bytes in base64 (CROUPIER_CHECKPOINTS_KEY)", wrong);
        }
    }
}
