package io.croupier.wallet;

import io.croupier.wallet.domain.Recall;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The durable index of all wallets' transactions, which tells a wallet what it has forgotten. Must not block its callers. */
public interface WalletIndex {
    /** Where there is no index nothing is ever confirmed, and no wallet forgets. */
    WalletIndex NONE = (playerId, ids) -> CompletableFuture.completedFuture(new Recall(0, Map.of()));

    /**
     * Looks transaction ids of one wallet up. The recall's version is the wallet's that the index had reached by then, and the wallet may
     * forget up to there: what is confirmed stays confirmed. Without ids it is that version alone.
     *
     * @param ids with their sources
     * @return fails where the index cannot be read now, or has too much to do
     */
    CompletableFuture<Recall> recall(String playerId, Set<String> ids);
}
