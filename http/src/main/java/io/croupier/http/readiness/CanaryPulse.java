package io.croupier.http.readiness;

import akka.Done;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether events of this node still go the way that money takes, after its start: it goes on having one stored and seen every so
 * often. Readiness does not ask for it, since what is wrong with the database would take every node out of service at once; the
 * availability guard does, and stops no further node.
 */
public final class CanaryPulse {
    private static final Logger LOG = LoggerFactory.getLogger(CanaryPulse.class);

    private final Supplier<CompletionStage<Done>> event;
    private final long staleNanos;
    private final LongSupplier nanoTime;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long seenAtNanos;

    /**
     * @param event has one stored and seen, within a bounded time; one has been already
     * @param staleAfter how long none need be seen
     * @param nanoTime as {@link System#nanoTime}
     */
    public CanaryPulse(Supplier<CompletionStage<Done>> event, Duration staleAfter, LongSupplier nanoTime) {
        this.event = event;
        this.staleNanos = staleAfter.toNanos();
        this.nanoTime = nanoTime;
        this.seenAtNanos = nanoTime.getAsLong();
    }

    /** Begins another one, unless one is under way; to be called regularly. Does not wait. */
    public void beat() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        var unused = event.get().handle((seen, failure) -> {
            if (failure == null) {
                seenAtNanos = nanoTime.getAsLong();
            } else {
                LOG.warn("event=canary_failed reason={}", CanaryWatch.reason(failure));
            }
            underWay.set(false);
            return Done.getInstance();
        });
    }

    /** Since when none was seen, for people; null while they are seen often enough. */
    public @Nullable String complaint() {
        long silentNanos = nanoTime.getAsLong() - seenAtNanos;
        return silentNanos <= staleNanos
                ? null
                : "no event of this node was seen in the journal for "
                        + Duration.ofNanos(silentNanos).toSeconds() + " s";
    }
}
