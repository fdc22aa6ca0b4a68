package io.croupier.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A StatefulSet, as far as rolling it goes.
 *
 * @param replicas how many pods are wanted
 * @param updateRevision what new pods are made from
 * @param rollout the number that new pods' nodes take for their app-version, 0 if there is none
 * @param onDelete whether pods are replaced by whoever deletes them, and not by Kubernetes
 * @param observed whether its controller has seen what was applied last: until then the revision is that of before
 */
public record StatefulSet(
        String name, int replicas, String updateRevision, long rollout, boolean onDelete, boolean observed) {
    static StatefulSet of(JsonNode set) {
        return new StatefulSet(
                set.at("/metadata/name").asText(),
                set.at("/spec/replicas").asInt(1),
                set.at("/status/updateRevision").asText(),
                set.at("/spec/template/metadata/labels").path(Pod.ROLLOUT).asLong(),
                set.at("/spec/updateStrategy/type").asText().equals("OnDelete"),
                set.at("/status/observedGeneration").asLong()
                                >= set.at("/metadata/generation").asLong()
                        && !set.at("/status/updateRevision").asText().isEmpty());
    }
}
