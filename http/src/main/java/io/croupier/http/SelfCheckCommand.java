package io.croupier.http;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * {@code croupier selfcheck}: whether this machine can run a node. Starts one on free ports with a new embedded
 * database in a temporary directory, and stops it again. The build runs it to record which classes a start loads.
 */
public final class SelfCheckCommand implements ToolProvider {
    /** Called by the service loader. */
    public SelfCheckCommand() {}

    @Override
    public String name() {
        return "selfcheck";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length == 1 && arguments[0].equals(Main.DESCRIBE)) {
            out.println("starts a node on free ports with an empty database, and stops it: can this machine run one?");
            return 0;
        }
        if (arguments.length > 0) {
            err.println("croupier: selfcheck takes no arguments");
            return 2;
        }
        try {
            Path directory = Files.createTempDirectory("croupier-selfcheck-");
            try {
                return check(directory, out, err);
            } finally {
                delete(directory);
            }
        } catch (IOException failure) {
            err.println("croupier: no temporary directory: " + failure.getMessage());
            return 1;
        }
    }

    private static int check(Path directory, PrintWriter out, PrintWriter err) {
        Foreground.logBelow(directory);
        long begin = System.nanoTime();
        try (CroupierNode node = CroupierNode.start(
                NodeSettings.load(ConfigFactory.parseMap(Map.of(
                        "croupier.data-dir", directory.toString(),
                        "croupier.dev-mode", true,
                        "croupier.database.url", "",
                        "croupier.http.port", 0,
                        "croupier.live.port", 0,
                        "croupier.management.port", 0,
                        "croupier.remoting.port", 0))),
                line -> out.println("  " + line))) {
            out.println(String.format(
                    Locale.ROOT,
                    "croupier runs here: %s was ready after %.1f s",
                    node.httpUri(),
                    (System.nanoTime() - begin) / 1e9));
            return 0;
        } catch (StartFailure failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
