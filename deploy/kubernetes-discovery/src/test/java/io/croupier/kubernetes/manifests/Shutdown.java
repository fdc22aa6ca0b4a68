package io.croupier.kubernetes.manifests;

import java.time.Duration;
import java.util.List;

/** Whether a node has time to leave in order before it is killed. */
final class Shutdown {
    /** For what the phases do not count: the signal's way, the JVM's end. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private Shutdown() {}

    static List<String> problems(Manifests manifests) {
        PodTemplate nodes = manifests.nodes();
        Duration grace = Duration.ofSeconds(
                nodes.spec().path("terminationGracePeriodSeconds").asLong(30));
        long preStop =
                nodes.spec().at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();
        Duration needed =
                ProgramSettings.read().longestStop().plusSeconds(preStop).plus(MARGIN);
        if (preStop < 5 || preStop > 10) {
            return List.of(nodes + ": preStop sleeps " + preStop + " s; endpoints take 5 to 10 s to leave");
        }
        return grace.compareTo(needed) >= 0
                ? List.of()
                : List.of(nodes + ": terminationGracePeriodSeconds=" + grace.toSeconds() + " is shorter than "
                        + needed.toSeconds() + " s: preStop, the shutdown's phases and a margin");
    }
}
