package io.croupier.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds that this program stood still for longer than it may. Asked every few milliseconds, by one thread.
 *
 * <p>{@link System#nanoTime} does not go on while the machine is suspended, so time since the machine's boot counts too, which does;
 * neither is ever set, by time servers or by hand, as the wall clock is. Where all other nodes are on this machine they are
 * suspended with it, and nobody can have removed anybody: there only the first one counts.
 */
final class PauseWatch {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final int MOST_BYTES = 64;
    private static final double NANOS_PER_S = 1e9;

    private final Duration longest;
    private final List<LongSupplier> clocks;
    private final long[] seen;

    /**
     * From now on.
     *
     * @param longest that may pass between two looks
     * @param clocks in nanoseconds, from any beginning; the one that has gone on the most counts
     */
    PauseWatch(Duration longest, List<LongSupplier> clocks) {
        this.longest = longest;
        this.clocks = List.copyOf(clocks);
        this.seen = clocks.stream().mapToLong(LongSupplier::getAsLong).toArray();
    }

    /** Those that count. Without time since boot, on systems other than Linux, a suspended machine is not noticed. */
    static List<LongSupplier> clocks(boolean peersAreLocal) {
        if (peersAreLocal || !Files.isReadable(UPTIME)) {
            return List.of(System::nanoTime);
        }
        try {
            // Open for good, so that a program that has run out of files still has it.
            FileChannel uptime = FileChannel.open(UPTIME);
            return List.of(System::nanoTime, () -> sinceBoot(uptime));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** To a hundredth of a second: seconds since the boot are the file's first word. */
    private static long sinceBoot(FileChannel uptime) {
        try {
            ByteBuffer text = ByteBuffer.allocate(MOST_BYTES);
            uptime.read(text, 0);
            String words = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
            return (long) (Double.parseDouble(words.substring(0, words.indexOf(' '))) * NANOS_PER_S);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Duration longest() {
        return longest;
    }

    /** How long it stood still since the last look, where that is longer than it may. */
    Optional<Duration> tooLong() {
        long most = 0;
        for (int clock = 0; clock < seen.length; clock++) {
            long now = clocks.get(clock).getAsLong();
            most = Math.max(most, now - seen[clock]);
            seen[clock] = now;
        }
        return most > longest.toNanos() ? Optional.of(Duration.ofNanos(most)) : Optional.empty();
    }
}
