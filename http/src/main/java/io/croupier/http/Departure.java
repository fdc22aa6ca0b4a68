package io.croupier.http;

import io.croupier.http.node.CroupierNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;

/** Ways for a node's JVM to end that nobody asked it for. */
final class Departure {
    private static final long PAUSE_LOOK_MS = 20;

    private Departure() {}

    /**
     * Ends the JVM with 1 where the node was removed from its cluster and does not end in order within
     * {@code croupier.node.downed-timeout}: the others have taken over what it had, and whatever keeps it here can only be in
     * their way.
     */
    static void watch(CroupierNode node, PrintWriter err) {
        if (!node.isDowned()) {
            return;
        }
        Duration limit = node.settings().config().getDuration("croupier.node.downed-timeout");
        daemon("downed", () -> {
            Thread.sleep(limit.toMillis());
            err.println("croupier: the others have removed this node, and it did not end within " + limit.toSeconds()
                    + " s (croupier.node.downed-timeout)");
            err.flush();
            Runtime.getRuntime().halt(1);
        });
    }

    /**
     * Ends the JVM with 1, at once, when it finds that it has stood still for so long that the others may have taken over what it
     * had: a machine that was suspended, a process that was stopped. The journal's key refuses what an entity here writes next, but
     * one that then reads the journal anew could write again, behind the back of the one elsewhere.
     */
    static void afterPause(PauseWatch watch, PrintWriter err) {
        daemon("pause-watch", () -> {
            while (true) {
                Thread.sleep(PAUSE_LOOK_MS);
                watch.tooLong().ifPresent(stood -> {
                    err.println("croupier: this node stood still for " + stood.toMillis()
                            + " ms, and the others may have removed it after "
                            + watch.longest().toMillis() + " ms");
                    err.flush();
                    Runtime.getRuntime().halt(1);
                });
            }
        });
    }

    /** Stops the program in order when this input ends, which is what a child's does with its parent. */
    static void atEndOfInput(InputStream input) {
        daemon("end-of-input", () -> {
            try {
                while (input.read() >= 0) {
                    // Nobody says anything: only the end counts.
                }
            } catch (IOException alsoAnEnd) {
                // As an input that has ended.
            }
            System.exit(0);
        });
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static void daemon(String name, Interruptible action) {
        var thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
