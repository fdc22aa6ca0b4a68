package io.croupier.http.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Call;
import io.croupier.http.door.Credentials;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.ProblemException;
import io.croupier.http.door.Reply;
import io.croupier.http.operator.AuditedCommands.Answer;
import io.croupier.kubernetes.guard.Altered;
import io.croupier.kubernetes.guard.Change;
import io.croupier.kubernetes.guard.Guard;
import io.croupier.kubernetes.guard.Mode;
import io.croupier.kubernetes.guard.RolloutStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How a roll-out stands, and what an operator says to it. */
final class RolloutCalls {
    private static final String PATH = "/operator/v1/rollout";

    private final AuditedCommands commands;
    private final Optional<Guard> guard;

    /** @param guard empty where this node takes no part in one; then each call is refused */
    RolloutCalls(AuditedCommands commands, Optional<Guard> guard) {
        this.commands = commands;
        this.guard = guard;
    }

    List<Endpoint> endpoints(Credentials operator) {
        return List.of(
                Endpoint.get(PATH, operator, this::status),
                Endpoint.post(PATH + "/pause", operator, call -> change(call, "pause_rollout", Mode.PAUSED, false)),
                Endpoint.post(PATH + "/resume", operator, this::resume),
                Endpoint.post(PATH + "/freeze", operator, call -> change(call, "freeze_rollout", Mode.FROZEN, false)));
    }

    private Guard guard() {
        return guard.orElseThrow(
                () -> new ProblemException(
                        Problem.of(
                                ProblemCode.REFUSED,
                                "this node takes no part in rolling a cell: croupier.guard.enabled is off, as it is outside of Kubernetes")));
    }

    private CompletionStage<Reply> status(Call call) {
        return guard().status().thenApply(status -> Reply.json(200, toJson(status)));
    }

    private CompletionStage<Reply> resume(Call call) {
        return change(call, "resume_rollout", Mode.RUNNING, call.body().flag("ignoreSlo"));
    }

    private CompletionStage<Reply> change(Call call, String action, Mode mode, boolean ignoreSlo) {
        Guard asked = guard();
        ObjectNode content = Json.object();
        if (ignoreSlo) {
            content.put("ignoreSlo", true);
        }
        String by = call.operator().operatorId();
        String reason = call.body().text("reason", 500);
        return commands.run(
                call,
                action,
                "rollout",
                content,
                id -> asked.alter(new Change(id, mode, by, reason, ignoreSlo))
                        .thenApply(altered -> Answer.of(reply(id, altered))));
    }

    private static Reply reply(String transactionId, Altered altered) {
        String fault = altered.fault();
        return fault == null
                ? Reply.json(200, toJson(altered.status()).put("transactionId", transactionId))
                : Reply.problem(
                        Problem.of(ProblemCode.OUTCOME_UNKNOWN, fault + ": repeat the same request with the same id"));
    }

    private static ObjectNode toJson(RolloutStatus status) {
        Instant asOf = status.asOf();
        ObjectNode body = Json.object()
                .put("phase", status.phase().code())
                .put("mode", status.mode().code())
                .put("reason", status.reason())
                .put("by", status.by())
                .put("since", Json.time(status.since()))
                .put("ignoreSlo", status.ignoreSlo())
                .put("drainsAllowed", status.open())
                .put("revision", status.revision())
                .put("replicas", status.replicas())
                .put("guardOn", status.guardOn())
                .put("asOf", asOf == null ? null : Json.time(asOf))
                .put("fault", status.fault());
        ArrayNode pods = body.putArray("pods");
        status.pods()
                .forEach(pod -> pods.addObject()
                        .put("name", pod.name())
                        .put("revision", pod.revision())
                        .put("current", pod.current())
                        .put("ready", pod.ready())
                        .put("leaving", pod.leaving())
                        .put("member", pod.member())
                        .put("age", pod.age() < 0 ? null : (Integer) pod.age()));
        ArrayNode waitingFor = body.putArray("waitingFor");
        status.waitingFor().forEach(waitingFor::add);
        return body;
    }
}
