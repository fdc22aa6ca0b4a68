package io.croupier.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Some nodes that form a cluster, in a JVM of their own: where the API server is stands in environment variables, which a test
 * can only set for another process. It ends with its standard input.
 */
public final class FormationNodes {
    private FormationNodes() {}

    /** @param arguments the directory of the accounts' files, then for each node the name of its account and its address */
    public static void main(String[] arguments) throws IOException {
        Path accounts = Path.of(arguments[0]);
        for (int i = 1; i < arguments.length; i += 2) {
            Config config = config(accounts, arguments[i], arguments[i + 1]);
            KubernetesFormation.join(
                    ActorSystem.create(Behaviors.empty(), "croupier", config),
                    () -> CompletableFuture.completedFuture(true));
        }
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        Runtime.getRuntime().halt(0);
    }

    private static Config config(Path accounts, String name, String address) {
        return ConfigFactory.parseString(String.join(
                        "\n",
                        "akka.actor { provider = cluster, allow-java-serialization = off }",
                        "akka.remote.artery.canonical { hostname = \"" + address + "\", port = 25520 }",
                        "akka.management.http { hostname = \"" + address + "\", port = 8558 }",
                        // A test need not wait as long as a cell that starts once a year.
                        "akka.management.cluster.bootstrap.contact-point-discovery {",
                        "  stable-margin = 1 s, interval = 300 ms, exponential-backoff-max = 1 s }",
                        "croupier.kubernetes.api {",
                        "  token-file = \"" + accounts.resolve(name + ".token") + "\"",
                        "  ca-file = \"" + accounts.resolve(name + ".ca.crt") + "\"",
                        "  namespace-file = \"" + accounts.resolve(name + ".namespace") + "\" }"))
                .withFallback(KubernetesFormation.settings())
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }
}
