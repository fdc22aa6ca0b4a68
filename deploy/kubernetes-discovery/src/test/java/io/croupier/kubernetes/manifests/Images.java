package io.croupier.kubernetes.manifests;

import java.util.List;

/** Whether what runs is what was tested: a tag can be moved, a digest cannot. */
final class Images {
    private Images() {}

    static List<String> problems(Manifests manifests) {
        if (manifests.forTrying()) {
            return List.of();
        }
        return manifests.pods().stream()
                .flatMap(template -> template.containers().stream()
                        .map(container -> container.path("image").asText())
                        .filter(image -> !image.matches(".+@sha256:[0-9a-f]{64}"))
                        .map(image -> template + ": image " + image + " is not named by its digest"))
                .toList();
    }
}
