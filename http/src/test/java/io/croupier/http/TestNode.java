package io.croupier.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole node for integration tests, on free ports, with an embedded PostgreSQL in a directory of its own, dev mode
 * on. All test classes of a JVM that ask for the same settings share one; it stops with the JVM.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestNode NODE = TestNode.shared();      // or TestNode.with("croupier.http.port = 0, ...")
 *
 * @Test
 * void answers() { NODE.node().httpUri() ... }          // or a parameter of type CroupierNode
 * }</pre>
 */
public final class TestNode implements BeforeAllCallback, ParameterResolver {
    private static final String DEFAULTS = """
            croupier {
              dev-mode = on
              http.port = 0
              live.port = 0
              management.port = 0
              remoting.port = 0
              database.connect-timeout = 30 s
              database.embedded { max-wal-size = 512MB, shared-buffers = 64MB }
            }
            """;

    private static final Map<String, Running> RUNNING = new LinkedHashMap<>();

    private final String overrides;

    private TestNode(String overrides) {
        this.overrides = overrides;
    }

    /** The node that most tests share. */
    public static TestNode shared() {
        return new TestNode("");
    }

    /** A node with these settings, in HOCON, over the shared one's. */
    public static TestNode with(String overrides) {
        return new TestNode(overrides);
    }

    /** Settings on free ports and {@code dataDirectory}, for tests that start and stop nodes themselves. */
    public static NodeSettings settings(Path dataDirectory, String overrides) {
        Config own = ConfigFactory.parseMap(Map.of("croupier.data-dir", dataDirectory.toString()));
        return NodeSettings.load(ConfigFactory.parseString(overrides)
                .withFallback(own)
                .withFallback(ConfigFactory.parseString(DEFAULTS)));
    }

    /** The running node. */
    public CroupierNode node() {
        synchronized (RUNNING) {
            Running running = RUNNING.get(overrides);
            if (running == null) {
                throw new IllegalStateException("register TestNode as a static extension of the test class");
            }
            return running.node;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        synchronized (RUNNING) {
            if (!RUNNING.containsKey(overrides)) {
                if (RUNNING.isEmpty()) {
                    // Not with JUnit's root store: where tests run in several JVMs that ends with each class.
                    Runtime.getRuntime().addShutdownHook(new Thread(TestNode::closeAll, "test-nodes"));
                }
                RUNNING.put(overrides, Running.start(overrides));
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CroupierNode.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return node();
    }

    private static void closeAll() {
        synchronized (RUNNING) {
            RUNNING.values().forEach(Running::close);
        }
    }

    private record Running(CroupierNode node, Path directory) {
        static Running start(String overrides) {
            try {
                Path directory = Files.createTempDirectory("croupier-test-node-");
                return new Running(CroupierNode.start(settings(directory, overrides)), directory);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        void close() {
            node.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
