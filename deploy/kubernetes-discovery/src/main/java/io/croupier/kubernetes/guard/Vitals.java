package io.croupier.kubernetes.guard;

import org.jspecify.annotations.Nullable;

/**
 * How a node serves, by its own account, over the last while.
 *
 * @param requests answered within that while
 * @param failures of them, by the node's own fault
 * @param p95Millis what nineteen of twenty requests stayed below
 * @param complaint why it is not well although it answers, for people; null where it has none
 */
public record Vitals(
        long requests,
        long failures,
        long p95Millis,
        @Nullable String complaint) {}
