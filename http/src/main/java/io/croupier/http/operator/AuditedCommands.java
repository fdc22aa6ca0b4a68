package io.croupier.http.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Call;
import io.croupier.http.door.Json;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.store.OperatorActions;
import io.croupier.http.store.OperatorActions.Action;
import io.croupier.http.store.OperatorActions.Begun;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Does what an operator asks, once per transaction id, and writes down who asked for what, why, and what came of it. What is
 * done under an id must itself be idempotent by that id: after an interruption it is done again.
 */
final class AuditedCommands {
    private final OperatorActions actions;

    /**
     * The work; what it answers is stored.
     *
     * @param first the answer as the first caller gets it
     * @param stored the answer as repetitions get it; differs only where the first holds a secret
     */
    record Answer(Reply first, Reply stored) {
        static Answer of(Reply reply) {
            return new Answer(reply, reply);
        }
    }

    AuditedCommands(OperatorActions actions) {
        this.actions = actions;
    }

    /**
     * @param target what is changed
     * @param content everything that was asked but for transaction id and reason, in a fixed order
     * @param work told the transaction id
     */
    CompletionStage<Reply> run(
            Call call,
            String action,
            String target,
            ObjectNode content,
            Function<String, CompletionStage<Answer>> work) {
        Action asked = asked(call, action, target, content);
        return actions.begin(asked)
                .thenCompose(begun -> before(asked, begun)
                        .<CompletionStage<Reply>>map(CompletableFuture::completedFuture)
                        .orElseGet(
                                () -> work.apply(asked.transactionId()).thenCompose(answer -> finish(asked, answer))));
    }

    /**
     * What such a request got before, or gets because its id was used for something else; empty where it is to be done. For those
     * who must look at something else before they do: that may have changed since, and the answer must not.
     */
    CompletionStage<Optional<Reply>> before(Call call, String action, String target, ObjectNode content) {
        Action asked = asked(call, action, target, content);
        return actions.find(asked).thenApply(begun -> before(asked, begun));
    }

    private static Action asked(Call call, String action, String target, ObjectNode content) {
        String transactionId = call.body().id("transactionId");
        String reason = call.body().text("reason", 500);
        content.put("reason", reason);
        return new Action(transactionId, call.operator().operatorId(), action, target, Json.text(content), reason);
    }

    private static Optional<Reply> before(Action asked, Begun begun) {
        if (begun instanceof Begun.Done done) {
            return Optional.of(Reply.stored(done.status(), done.body()));
        }
        return begun instanceof Begun.Conflict conflict
                ? Optional.of(Reply.problem(problem(asked.transactionId(), conflict)))
                : Optional.empty();
    }

    private CompletionStage<Reply> finish(Action asked, Answer answer) {
        if (answer.first.standing() == Reply.Standing.UNKNOWN) {
            return CompletableFuture.completedFuture(answer.first);
        }
        if (answer.first.standing() == Reply.Standing.NOT_APPLIED) {
            return actions.forget(asked.transactionId()).thenApply(forgotten -> answer.first);
        }
        String body = answer.stored.body().utf8String();
        return actions.answer(asked, answer.stored.status(), body)
                .thenApply(stands -> stands.status() == answer.stored.status()
                                && stands.body().equals(body)
                        ? answer.first
                        : Reply.stored(stands.status(), stands.body()));
    }

    private static Problem problem(String transactionId, Begun.Conflict conflict) {
        ObjectNode original = Json.object()
                .put("transactionId", transactionId)
                .put("operatorId", conflict.operatorId())
                .put("action", conflict.action())
                .put("target", conflict.target())
                .put("at", Json.time(conflict.at()));
        return Problem.of(
                        ProblemCode.TRANSACTION_CONFLICT,
                        "transactionId=" + transactionId + " was used before with other content")
                .at("transactionId")
                .with("original", original);
    }
}
