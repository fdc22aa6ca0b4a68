package io.croupier.kubernetes.manifests;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the program's own settings say, read from its sources: the manifests are held against them. */
final class ProgramSettings {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\?(CROUPIER_[A-Z_]+)}");

    private static final ProgramSettings READ = new ProgramSettings();

    private final Config config;
    private final Set<String> variables = new TreeSet<>();

    private ProgramSettings() {
        Path http = Renderings.ROOT.resolve("http/src/main/resources");
        Config carried =
                ConfigFactory.parseFile(http.resolve("application.conf").toFile());
        for (Path file : files()) {
            carried = carried.withFallback(ConfigFactory.parseFile(file.toFile()));
        }
        this.config =
                carried.withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        for (Path file : files()) {
            variablesOf(file);
        }
        variablesOf(http.resolve("application.conf"));
        // The program reads it before any file.
        variables.add("CROUPIER_CONFIG");
    }

    static ProgramSettings read() {
        return READ;
    }

    Config config() {
        return config;
    }

    /** What it says for a pod. */
    Config onKubernetes() {
        Path formation =
                Renderings.ROOT.resolve("deploy/kubernetes-discovery/src/main/resources/kubernetes-formation.conf");
        return ConfigFactory.parseFile(formation.toFile()).withFallback(config).resolve();
    }

    /** Environment variables that it heeds. */
    Set<String> variables() {
        return variables;
    }

    /** How long a stop may take: each phase of the coordinated shutdown to its limit, or what the program itself allows. */
    Duration longestStop() {
        ConfigObject phases = config.getObject("akka.coordinated-shutdown.phases");
        Duration each = config.getDuration("akka.coordinated-shutdown.default-phase-timeout");
        Duration sum = phases.keySet().stream()
                .map(name -> phases.toConfig().getConfig(name))
                .filter(phase -> !phase.hasPath("enabled") || phase.getBoolean("enabled"))
                .map(phase -> phase.hasPath("timeout") ? phase.getDuration("timeout") : each)
                .reduce(Duration.ZERO, Duration::plus);
        Duration allowed = config.getDuration("croupier.node.stop-timeout");
        return sum.compareTo(allowed) > 0 ? sum : allowed;
    }

    private static List<Path> files() {
        return Stream.of(
                        "http",
                        "live-edge",
                        "event-feed",
                        "round-actors",
                        "wallet-actors",
                        "deploy/kubernetes-discovery")
                .map(module -> Renderings.ROOT.resolve(module).resolve("src/main/resources/reference.conf"))
                .filter(Files::exists)
                .toList();
    }

    private void variablesOf(Path file) {
        try {
            VARIABLE.matcher(Files.readString(file)).results().forEach(result -> variables.add(result.group(1)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
