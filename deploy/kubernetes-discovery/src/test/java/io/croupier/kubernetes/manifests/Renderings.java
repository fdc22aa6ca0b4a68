package io.croupier.kubernetes.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The manifests of this repository, rendered, each once. */
final class Renderings {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();

    /** The root of the repository. */
    static final Path ROOT = MODULE.resolve("../..").normalize();

    private static final Path MANIFESTS = ROOT.resolve("deploy/k8s");
    private static final Map<Path, Manifests> RENDERED = new ConcurrentHashMap<>();

    private Renderings() {}

    static List<String> overlays() {
        return directories("overlays");
    }

    static List<String> components() {
        return directories("components");
    }

    static Manifests overlay(String name) {
        return rendered(MANIFESTS.resolve("overlays").resolve(name));
    }

    /** What a Kubernetes cluster has once: priorities and policies. */
    static Manifests cluster() {
        return rendered(MANIFESTS.resolve("cluster"));
    }

    static Manifests alarms() {
        return rendered(MANIFESTS.resolve("alarms"));
    }

    /** The base with these components, with the secrets that it can't run without, and with what an overlay says of its host. */
    static Manifests baseWith(String... components) {
        Path directory = MODULE.resolve("target/kustomizations").resolve("base-" + String.join("-", components));
        StringBuilder text =
                new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - "
                        + directory.relativize(MANIFESTS.resolve("base")) + "\ncomponents:\n");
        Stream.concat(Stream.of("external-secrets"), Stream.of(components))
                .distinct()
                .forEach(component -> text.append("  - ")
                        .append(directory.relativize(
                                MANIFESTS.resolve("components").resolve(component)))
                        .append('\n'));
        text.append("images:\n  - name: croupier\n    digest: sha256:")
                .append("0".repeat(64))
                .append("\nconfigMapGenerator:\n  - name: croupier-environment\n    behavior: merge\n    literals:\n")
                .append("      - CROUPIER_LIVE_URL=wss://croupier.example.com/live\n");
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("kustomization.yaml"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return rendered(directory);
    }

    private static Manifests rendered(Path directory) {
        return RENDERED.computeIfAbsent(directory, path -> {
            try {
                return Manifests.parse(Kubectl.render(path));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static List<String> directories(String parent) {
        try (Stream<Path> entries = Files.list(MANIFESTS.resolve(parent))) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
