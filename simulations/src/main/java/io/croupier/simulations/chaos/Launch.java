package io.croupier.simulations.chaos;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a node is started, where not as usual.
 *
 * @param jar another version's program
 * @param environment variables over those that the node has anyway
 */
public record Launch(Optional<Path> jar, Map<String, String> environment) {
    /** The run's own version, and nothing special. */
    public static final Launch USUAL = new Launch(Optional.empty(), Map.of());

    public Launch {
        environment = Map.copyOf(environment);
    }

    static Launch of(Path jar) {
        return new Launch(Optional.of(jar), Map.of());
    }

    Launch with(Map<String, String> more) {
        return new Launch(jar, more);
    }
}
