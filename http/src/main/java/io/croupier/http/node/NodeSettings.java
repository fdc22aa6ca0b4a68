package io.croupier.http.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one node was told, read and checked.
 *
 * @param config everything, for the parts that read their own keys; resolved
 * @param bind the address that all ports listen on
 * @param advertise the address under which other nodes reach this one
 * @param ports as configured; 0 stands for a free one
 */
public record NodeSettings(
        Config config,
        String bind,
        String advertise,
        Path dataDirectory,
        Ports ports,
        boolean devMode,
        Formation formation,
        Duration joinTimeout,
        Duration readyTimeout,
        Duration stopTimeout) {

    private static final String DEV_MODE = "croupier.dev-mode";

    private static final String LIVE_URL = "croupier.live.public-url";

    /** Akka's own: it joins them by itself, beside any formation. */
    private static final String SEED_NODES = "akka.cluster.seed-nodes";

    /**
     * {@code overrides} over the file that {@code CROUPIER_CONFIG} names over what the program carries.
     *
     * @throws StartFailure which names the key that is wrong
     */
    public static NodeSettings load(Config overrides) {
        return load(overrides, false, System.getenv());
    }

    /**
     * As {@link #load(Config)} without overrides; dev mode is on for a node that is a cluster of its own, unless the file, an
     * environment variable or a system property says otherwise.
     */
    public static NodeSettings forDeveloper() {
        return forDeveloper(System.getenv());
    }

    /** The same over some settings. */
    static NodeSettings forDeveloper(Config overrides) {
        return load(overrides, true, System.getenv());
    }

    static NodeSettings forDeveloper(Map<String, String> environment) {
        return load(ConfigFactory.empty(), true, environment);
    }

    private static NodeSettings load(Config overrides, boolean forDeveloper, Map<String, String> environment) {
        try {
            String file = environment.get("CROUPIER_CONFIG");
            Config operator = ConfigFactory.empty();
            if (file != null && !file.isEmpty()) {
                if (!Files.isReadable(Path.of(file))) {
                    throw new StartFailure("CROUPIER_CONFIG=" + file + " can't be read");
                }
                operator = ConfigFactory.parseFile(Path.of(file).toFile());
            }
            Config given =
                    ConfigFactory.defaultOverrides().withFallback(overrides).withFallback(operator);
            Config carried = ConfigFactory.parseResources("application.conf")
                    .withFallback(ConfigFactory.parseMap(
                            Map.of("croupier.version", BuildInfo.current().version())))
                    .withFallback(ConfigFactory.defaultReferenceUnresolved());
            Formation formation =
                    Formation.named(given.withFallback(carried).resolve().getString("croupier.cluster.formation"));
            boolean decided = given.hasPathOrNull(DEV_MODE) || environment.containsKey("CROUPIER_DEV_MODE");
            if (forDeveloper && !decided && formation == Formation.SINGLE) {
                given = given.withValue(DEV_MODE, ConfigValueFactory.fromAnyRef(true));
            }
            return from(
                    given.withFallback(formation.settings())
                            .withFallback(carried)
                            .resolve(),
                    formation);
        } catch (ConfigException wrong) {
            throw new StartFailure(
                    "configuration: "
                            + String.valueOf(wrong.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    wrong);
        }
    }

    private static NodeSettings from(Config config, Formation formation) {
        if (!config.getList(SEED_NODES).isEmpty()) {
            throw new StartFailure(
                    SEED_NODES + " must be empty: croupier.cluster.formation says who may begin a cluster"
                            + " (croupier.cluster.nodes)");
        }
        requireWholeAddress(config.getString(LIVE_URL));
        String bind = config.getString("croupier.bind");
        return new NodeSettings(
                config,
                bind,
                advertised(bind, config.getString("croupier.advertise")),
                Path.of(config.getString("croupier.data-dir")).toAbsolutePath().normalize(),
                Ports.from(config),
                config.getBoolean(DEV_MODE),
                formation,
                config.getDuration("croupier.node.join-timeout"),
                config.getDuration("croupier.node.ready-timeout"),
                config.getDuration("croupier.node.stop-timeout"));
    }

    /** Players' programs open it as it is. */
    private static void requireWholeAddress(String liveUrl) {
        if (liveUrl.isEmpty()) {
            return;
        }
        try {
            URI uri = new URI(liveUrl);
            String path = Objects.requireNonNullElse(uri.getPath(), "");
            if (Set.of("ws", "wss").contains(Objects.requireNonNullElse(uri.getScheme(), ""))
                    && uri.getHost() != null
                    && path.length() > 1) {
                return;
            }
        } catch (URISyntaxException refusedBelow) {
            // As everything else that is no such address.
        }
        throw new StartFailure(
                LIVE_URL + "=" + liveUrl
                        + " must be the whole address of the live WebSocket, as in wss://live.example.com/live (CROUPIER_LIVE_URL)");
    }

    /** Where players reach the live WebSocket; empty: at the live port of whatever host they came to. */
    String liveUrl() {
        return config.getString(LIVE_URL);
    }

    /** True when only programs of this machine can reach the node. */
    public boolean isLocal() {
        return isLoopback(bind);
    }

    /** True when every node that reaches this one runs on this machine. */
    public boolean peersAreLocal() {
        return isLoopback(advertise);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** The same with other settings for the parts that read their own. */
    NodeSettings with(Config overrides) {
        return new NodeSettings(
                overrides.withFallback(config),
                bind,
                advertise,
                dataDirectory,
                ports,
                devMode,
                formation,
                joinTimeout,
                readyTimeout,
                stopTimeout);
    }

    /** The same node on ports of {@code address} that were free just now, each 0 replaced by one. */
    public NodeSettings onFreePorts(String address) {
        return on(ports.claimed(address));
    }

    /** The same node on other ports. */
    NodeSettings on(Ports claimed) {
        return new NodeSettings(
                config,
                bind,
                advertise,
                dataDirectory,
                claimed,
                devMode,
                formation,
                joinTimeout,
                readyTimeout,
                stopTimeout);
    }

    private static String advertised(String bind, String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            return InetAddress.getByName(bind).isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getHostAddress()
                    : bind;
        } catch (UnknownHostException unknown) {
            throw new StartFailure("croupier.bind=" + bind + " is no address (CROUPIER_BIND)", unknown);
        }
    }
}
