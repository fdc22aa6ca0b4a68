package io.croupier.feed;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that keeps the feed's horizon back.
 *
 * @param pid of its server process; null for a prepared transaction, which has none, and where it may not be seen
 * @param since when it began
 * @param description database, application and state, for whoever has to end it
 */
public record Holder(@Nullable Integer pid, Instant since, Duration age, String description) {}
