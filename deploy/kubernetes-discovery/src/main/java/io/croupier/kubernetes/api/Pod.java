package io.croupier.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A pod as the API server shows it.
 *
 * @param uid tells it from its successor of the same name
 * @param address its IP; empty until it has one
 * @param revision of the StatefulSet's template that it was made from; empty if unknown
 * @param rollout the number that its nodes take for their app-version, 0 if it has none
 * @param ready by its readiness probe
 * @param leaving whether it was deleted and is given its time to stop
 */
public record Pod(
        String name, String uid, String address, String revision, long rollout, boolean ready, boolean leaving) {
    /** The label whose number rises with each roll-out. */
    public static final String ROLLOUT = "croupier.io/rollout";

    private static final String REVISION = "controller-revision-hash";

    static Pod of(JsonNode pod) {
        JsonNode meta = pod.path("metadata");
        return new Pod(
                meta.path("name").asText(),
                meta.path("uid").asText(),
                pod.at("/status/podIP").asText(),
                meta.path("labels").path(REVISION).asText(),
                meta.path("labels").path(ROLLOUT).asLong(),
                isReady(pod.at("/status/conditions")),
                meta.hasNonNull("deletionTimestamp"));
    }

    private static boolean isReady(JsonNode conditions) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
