package io.croupier.round;

import com.typesafe.config.Config;
import io.croupier.round.game.HashChain;
import java.time.Duration;

/**
 * What {@code croupier.round} says about tables; the keys and their ranges are in {@code reference.conf}.
 *
 * @param maxUnsettled a table with more unsettled rounds opens no other
 * @param maxBetting how long a provider may let betting last
 * @param chainLength rounds per chain
 * @param restoreEpoch count of restores from a backup
 * @param openTimeout how long an answer to Open is waited for before it is sent again
 * @param wakeInterval a round that was not heard of for so long is woken
 * @param tickInterval how often a table looks after its followers and its rounds
 * @param feedHistory events kept for new followers
 * @param feedSubscribers most nodes that may follow
 * @param feedLease how long a node follows without repeating that it does
 * @param snapshotEvery events between two snapshots
 */
record TableSettings(
        int maxUnsettled,
        Duration maxBetting,
        int chainLength,
        long restoreEpoch,
        Duration openTimeout,
        Duration wakeInterval,
        Duration tickInterval,
        int feedHistory,
        int feedSubscribers,
        Duration feedLease,
        int snapshotEvery) {

    static TableSettings from(Config root) {
        Config config = root.getConfig("croupier.round");
        int chainLength = Settings.positive(config, "chain-length");
        if (chainLength > HashChain.MAX_LENGTH) {
            throw new IllegalArgumentException("chain-length=" + chainLength + " must be at most "
                    + HashChain.MAX_LENGTH + " (croupier.round.chain-length)");
        }
        return new TableSettings(
                Settings.positive(config, "max-unsettled"),
                Settings.time(config, "max-betting"),
                chainLength,
                config.getLong("restore-epoch"),
                Settings.time(config, "table.open-timeout"),
                Settings.time(config, "table.wake-interval"),
                Settings.time(config, "table.tick-interval"),
                Settings.positive(config, "feed-history"),
                Settings.positive(config, "feed-subscribers"),
                Settings.time(config, "feed-lease"),
                Settings.positive(config, "table.snapshot-every"));
    }
}
