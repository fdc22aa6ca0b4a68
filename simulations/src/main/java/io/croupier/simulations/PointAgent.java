package io.croupier.simulations;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.croupier.simulations.points.CrashPoint;
import io.croupier.simulations.points.CrashPointAgent;
import io.croupier.simulations.points.CrashPoints;
import io.croupier.simulations.points.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link CrashPointAgent} in a jar of its own, which is all that a program gets to see of the simulations. */
final class PointAgent {
    /** The first Java that was seen to do so for hundreds of starts. JDK 17 crashes. */
    private static final int SHOWS_ARCHIVED_CLASSES = 25;

    /** For a program that gets the agent, which wants to see classes that may come out of an archive. */
    static final List<String> JVM_FLAGS =
            Runtime.version().feature() < SHOWS_ARCHIVED_CLASSES ? List.of("-Xshare:off") : List.of();

    private static final List<Class<?>> CLASSES = List.of(
            CrashPointAgent.class,
            CrashPointAgent.Commit.class,
            CrashPointAgent.Call.class,
            CrashPointAgent.WalletTells.class,
            CrashPointAgent.BookTells.class,
            CrashPointAgent.RoundTells.class,
            CrashPoint.class,
            CrashPoint.Kind.class,
            CrashPoints.class,
            Trigger.class);

    private @Nullable Path jar;

    /** Loads the agent into the program with this process id, or speaks to the one that is there. */
    void tell(long pid, String words) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(jar().toString(), words);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("the agent cannot be loaded into process " + pid + ": " + e, e);
        }
    }

    private Path jar() throws IOException {
        Path known = jar;
        if (known == null) {
            known = Files.createTempFile("croupier-crash-points-", ".jar");
            known.toFile().deleteOnExit();
            AgentJar.write(known, CrashPointAgent.class, CLASSES);
            jar = known;
        }
        return known;
    }
}
