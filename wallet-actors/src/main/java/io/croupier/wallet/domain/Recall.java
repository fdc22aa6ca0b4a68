package io.croupier.wallet.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a wallet's past besides what it remembers itself.
 *
 * @param asOf whatever the wallet decided up to this version is known to be so; 0: nothing is
 * @param past what that is, by transaction id, also of ids that it knows nothing of; ids that are missing were not looked up
 */
public record Recall(long asOf, Map<String, Recollection> past) {
    /** Nothing was looked up. */
    public static final Recall NONE = new Recall(0, Map.of());

    public Recall {
        past = Map.copyOf(past);
    }

    /**
     * Of an id that its issuer made only after the wallet had told it this version, so that no look-up is needed: nothing up to
     * then can have decided it. Says nothing of other ids that the transaction names.
     */
    public static Recall madeAfter(long version) {
        return new Recall(version, Map.of());
    }

    @Nullable Recollection of(String id) {
        return past.get(id);
    }
}
