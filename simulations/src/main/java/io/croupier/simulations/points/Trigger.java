package io.croupier.simulations.points;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Inside the program: ends it as {@code kill -9} would, at the armed point, when it is reached for the n-th time; or only
 * writes down which points it passes.
 */
public final class Trigger {
    /** As a shell tells of a process that SIGKILL ended. */
    public static final int EXIT_CODE = 137;

    private static final AtomicInteger LEFT = new AtomicInteger();
    private static final Set<CrashPoint> PASSED = ConcurrentHashMap.newKeySet();
    private static volatile @Nullable CrashPoint armed;
    private static volatile @Nullable Path watch;

    private Trigger() {}

    static void arm(CrashPoint point, int nth) {
        armed = null;
        LEFT.set(nth);
        armed = point;
    }

    /** From now on a line with its name is added to the file for each point that is passed, once. */
    static void watch(Path file) {
        watch = file;
    }

    /** The journal writes these events: their entities' ids, and the events' kinds. */
    public static void commit(boolean before, String[] entities, String[] manifests) {
        for (int i = 0; i < entities.length; i++) {
            String kind = entities[i].substring(0, entities[i].indexOf('|')).toLowerCase(Locale.ROOT);
            pass(before, CrashPoint.Kind.COMMIT, kind + "." + manifests[i]);
        }
    }

    /** A book calls a wallet. */
    public static void call(boolean before, String kind) {
        pass(before, CrashPoint.Kind.CALL, kind.toLowerCase(Locale.ROOT));
    }

    /** An actor tells the others. */
    public static void tell(boolean before, String who) {
        pass(before, CrashPoint.Kind.TELL, who);
    }

    private static void pass(boolean before, CrashPoint.Kind kind, String subject) {
        var here = new CrashPoint(before, kind, subject);
        if (here.equals(armed) && LEFT.decrementAndGet() == 0) {
            System.err.println("crash point " + here.name() + " reached");
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        Path file = watch;
        if (file != null && PASSED.add(here)) {
            write(file, here);
        }
    }

    private static synchronized void write(Path file, CrashPoint point) {
        Optional<CrashPoint> known = CrashPoints.named(point.name());
        if (known.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    point.name() + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
