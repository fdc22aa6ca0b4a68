package io.croupier.kubernetes.manifests;

import java.util.ArrayList;
import java.util.List;

/** Whether nobody gets money out of thin air, but where people try things out. */
final class DevMode {
    private DevMode() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        if (manifests.forTrying()) {
            return problems;
        }
        String mode = manifests.environment(manifests.nodes()).getOrDefault("CROUPIER_DEV_MODE", "");
        if (!mode.equals("off")) {
            problems.add(manifests.nodes() + ": CROUPIER_DEV_MODE=" + mode + " must be off, in so many letters");
        }
        for (Manifest settings : manifests.of("ConfigMap")) {
            if (settings.at("/data").toString().contains("dev-mode")) {
                problems.add(settings.id() + " speaks of dev-mode, which only CROUPIER_DEV_MODE may");
            }
        }
        return problems;
    }
}
