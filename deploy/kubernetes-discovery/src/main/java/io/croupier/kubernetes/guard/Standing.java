package io.croupier.kubernetes.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the guard must know after its own death: its mode, and which pod it has chosen. It is kept in an annotation of the
 * disruption budget and changes in the same patch as the budget, so that neither is ever ahead of the other.
 *
 * @param by who said so: an operator's id, or {@code guard}
 * @param ignoreSlo whether the roll-out goes on although the SLO is broken; until it has ended
 * @param chosen the pod that is to be deleted next, or is being deleted; nobody deletes another before it is back
 * @param done the transaction ids of the newest changes by operators, newest last
 */
record Standing(
        Mode mode,
        String reason,
        String by,
        Instant since,
        boolean ignoreSlo,
        @Nullable Chosen chosen,
        List<String> done) {
    /** A pod and no other of its name. */
    record Chosen(String name, String uid) {}

    /** Where it is kept. */
    static final String ANNOTATION = "croupier.io/guard";

    /** Who is named where no operator asked. */
    static final String GUARD = "guard";

    static final Standing FIRST = new Standing(Mode.RUNNING, "", GUARD, Instant.EPOCH, false, null, List.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_DONE = 16;

    Standing {
        done = List.copyOf(done);
    }

    Standing paused(String why, Instant now) {
        return new Standing(Mode.PAUSED, why, GUARD, now, false, chosen, done);
    }

    Standing choosing(@Nullable Chosen pod) {
        return new Standing(mode, reason, by, since, ignoreSlo, pod, done);
    }

    /** After a roll-out has ended. */
    Standing rolled() {
        return new Standing(mode, reason, by, since, false, null, done);
    }

    Standing changed(Change change, Instant now) {
        List<String> ids = new ArrayList<>(done);
        ids.add(change.transactionId());
        List<String> newest = ids.subList(Math.max(0, ids.size() - MOST_DONE), ids.size());
        return new Standing(change.mode(), change.reason(), change.by(), now, change.ignoreSlo(), chosen, newest);
    }

    /** As it is stored. */
    String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("mode", mode.code())
                .put("reason", reason)
                .put("by", by)
                .put("since", since.toString());
        if (ignoreSlo) {
            json.put("ignoreSlo", true);
        }
        if (chosen != null) {
            json.putObject("chosen").put("name", chosen.name).put("uid", chosen.uid);
        }
        if (!done.isEmpty()) {
            var ids = json.putArray("done");
            done.forEach(ids::add);
        }
        return json.toString();
    }

    /** What cannot be read pauses: somebody may have meant something by it. */
    static Standing of(@Nullable String stored, Instant now) {
        if (stored == null) {
            return FIRST;
        }
        try {
            JsonNode json = JSON.readTree(stored);
            List<String> done = new ArrayList<>();
            json.path("done").forEach(id -> done.add(id.asText()));
            JsonNode pod = json.path("chosen");
            return new Standing(
                    mode(json.path("mode").asText()),
                    json.path("reason").asText(),
                    json.path("by").asText(),
                    Instant.parse(json.path("since").asText()),
                    json.path("ignoreSlo").asBoolean(),
                    pod.isObject()
                            ? new Chosen(
                                    pod.path("name").asText(), pod.path("uid").asText())
                            : null,
                    done);
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException unreadable) {
            return FIRST.paused("the annotation " + ANNOTATION + " of the budget cannot be read: " + stored, now);
        }
    }

    private static Mode mode(String code) {
        for (Mode mode : Mode.values()) {
            if (mode.code().equals(code)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode=" + code);
    }
}
