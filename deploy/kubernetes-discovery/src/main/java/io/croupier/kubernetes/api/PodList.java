package io.croupier.kubernetes.api;

import java.util.List;

/**
 * All pods of a label at one moment.
 *
 * @param resourceVersion of that moment, to watch from
 */
public record PodList(String resourceVersion, List<Pod> pods) {
    public PodList {
        pods = List.copyOf(pods);
    }
}
