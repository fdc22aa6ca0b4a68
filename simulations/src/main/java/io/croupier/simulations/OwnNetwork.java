package io.croupier.simulations;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The network namespace of this process, with nothing in it but a loopback device of its own, in which packets between some
 * addresses can be dropped. Never the machine's network: it exists only in a process that was started for it.
 */
final class OwnNetwork {
    private static final Path NAMESPACE = Path.of("/proc/self/ns/net");
    /** The namespace outside, for the process inside to know that it is not in that one. */
    private static final String OUTSIDE = "CROUPIER_SIMULATION_NETWORK_OUTSIDE";

    private static final String RULE_PRIORITY = "10";
    private static final long LIMIT_S = 20;

    private int rules;

    private OwnNetwork() {}

    /** The one that this process was started in by {@link #startInside}; null where it was not. */
    static @Nullable OwnNetwork here() {
        String outside = System.getenv(OUTSIDE);
        if (outside == null) {
            return null;
        }
        if (outside.equals(namespace())) {
            throw new SimulationException(OUTSIDE + " is set, and this is no network of its own");
        }
        run("ip", "link", "set", "lo", "up");
        // The table of local addresses is asked first of all, before any rule of ours, unless it is moved.
        run("ip", "rule", "add", "priority", "100", "lookup", "local");
        run("ip", "rule", "del", "priority", "0");
        return new OwnNetwork();
    }

    /**
     * This program once more, on a network of its own, with these arguments and this process's terminal.
     *
     * @return its exit code, when it has ended
     */
    static int startInside(List<String> arguments) {
        run("unshare", "--net", "ip", "link", "set", "lo", "up");
        List<String> command = new ArrayList<>(List.of("unshare", "--net"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.croupier.http.Main"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(fromHere());
        try {
            Process inside = builder.start();
            var end = new Thread(inside::destroy, "end");
            Runtime.getRuntime().addShutdownHook(end);
            int exitCode = inside.waitFor();
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException ending) {
                // It has ended because this process does.
            }
            return exitCode;
        } catch (IOException e) {
            throw new SimulationException("no process in a network of its own: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    /** For the environment of a process that is started in another namespace. */
    static Map<String, String> fromHere() {
        return Map.of(OUTSIDE, namespace());
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(NAMESPACE).toString();
        } catch (IOException e) {
            throw new SimulationException("this system has no network namespaces: " + e, e);
        }
    }

    /** From now on nothing passes from these addresses to those, nor back; on connections that stand neither. */
    void cut(Set<String> these, Set<String> those) {
        for (String one : these) {
            for (String other : those) {
                drop(one, other);
                drop(other, one);
            }
        }
    }

    private void drop(String from, String to) {
        run("ip", "rule", "add", "priority", RULE_PRIORITY, "from", from, "to", to, "blackhole");
        rules++;
    }

    /** From now on everything passes. */
    void heal() {
        for (; rules > 0; rules--) {
            run("ip", "rule", "del", "priority", RULE_PRIORITY);
        }
    }

    private static void run(String... words) {
        String command = String.join(" ", words);
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new SimulationException(command + " failed: " + said.strip()
                        + " (a network of one's own needs Linux, root, and the programs unshare and ip)");
            }
        } catch (IOException e) {
            throw new SimulationException(command + " can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }
}
