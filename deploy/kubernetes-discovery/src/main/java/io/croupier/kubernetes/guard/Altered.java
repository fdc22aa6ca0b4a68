package io.croupier.kubernetes.guard;

import org.jspecify.annotations.Nullable;

/**
 * What came of a change.
 *
 * @param fault why nobody knows whether it was made: repeat it with the same id; null where it is made and kept
 */
public record Altered(RolloutStatus status, @Nullable String fault) implements ClusterMessage {}
