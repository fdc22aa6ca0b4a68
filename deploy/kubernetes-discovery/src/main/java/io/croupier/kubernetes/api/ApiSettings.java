package io.croupier.kubernetes.api;

import com.typesafe.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the API server is, and who asks.
 *
 * @param server such as {@code https://10.0.0.1:443}
 * @param tokenFile the service account's token; it is replaced long before it expires
 * @param caFile certificates in PEM that the server's must go back to
 * @param namespaceFile the pod's own namespace
 * @param timeout of each call, from its beginning to the last byte of its answer
 * @param watchTimeout how long a watch lasts at most before it is begun anew
 */
public record ApiSettings(
        URI server, Path tokenFile, Path caFile, Path namespaceFile, Duration timeout, Duration watchTimeout) {

    public ApiSettings {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "croupier.kubernetes.api.timeout=" + timeout.toMillis() + "ms must be positive");
        }
        if (watchTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "croupier.kubernetes.api.watch-timeout=" + watchTimeout.toMillis() + "ms must be 1 s or more");
        }
    }

    /**
     * As {@code croupier.kubernetes.api} has it.
     *
     * @throws IllegalArgumentException which names the key that is wrong
     */
    public static ApiSettings from(Config config) {
        Config api = config.getConfig("croupier.kubernetes.api");
        String host = api.getString("host");
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "croupier.kubernetes.api.host is empty: it is the API server's address, which Kubernetes says in"
                            + " KUBERNETES_SERVICE_HOST to every pod");
        }
        String authority = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return new ApiSettings(
                URI.create("https://" + authority + ":" + api.getInt("port")),
                Path.of(api.getString("token-file")),
                Path.of(api.getString("ca-file")),
                Path.of(api.getString("namespace-file")),
                api.getDuration("timeout"),
                api.getDuration("watch-timeout"));
    }
}
