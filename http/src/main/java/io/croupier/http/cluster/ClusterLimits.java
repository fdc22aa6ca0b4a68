package io.croupier.http.cluster;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of a cluster on this machine, {@code croupier.local-cluster}.
 *
 * @param maxNodes at once
 * @param probeInterval between two questions to each node
 * @param probeTimeout how long its answer may take
 * @param startTimeout from a node's start until all see it as a member and it is ready
 * @param stopTimeout from SIGTERM until it is killed
 * @param earlierRunTimeout for nodes of an earlier run to end
 */
record ClusterLimits(
        int maxNodes,
        Duration probeInterval,
        Duration probeTimeout,
        Duration startTimeout,
        Duration stopTimeout,
        Duration earlierRunTimeout) {
    /** Addresses of 127.0.0.0/24 that are left beside the front's. */
    private static final int MOST = 200;

    static ClusterLimits of(Config root) {
        Config config = root.getConfig("croupier.local-cluster");
        int maxNodes = config.getInt("max-nodes");
        if (maxNodes < 1 || maxNodes > MOST) {
            throw new ClusterFailure("croupier.local-cluster.max-nodes=" + maxNodes + " must be from 1 to " + MOST);
        }
        return new ClusterLimits(
                maxNodes,
                config.getDuration("probe-interval"),
                config.getDuration("probe-timeout"),
                config.getDuration("start-timeout"),
                config.getDuration("stop-timeout"),
                config.getDuration("earlier-run-timeout"));
    }
}
