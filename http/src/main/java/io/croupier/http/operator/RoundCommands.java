package io.croupier.http.operator;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Call;
import io.croupier.http.door.Json;
import io.croupier.http.door.Reply;
import io.croupier.http.door.ResultBody;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.RoundReplies.Original;
import io.croupier.http.door.RoundSearch;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.http.operator.AuditedCommands.Answer;
import io.croupier.round.RoundEntity;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.game.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An operator's commands to a round: void and correction. Each can be asked for with {@code ?dryRun=true}: it is then refused as it
 * would be, or says what money it would move; nothing is stored, and the transaction id stays free.
 */
final class RoundCommands {
    private final AuditedCommands commands;
    private final Tables tables;
    private final Rounds rounds;

    RoundCommands(AuditedCommands commands, Tables tables, Rounds rounds) {
        this.commands = commands;
        this.tables = tables;
        this.rounds = rounds;
    }

    /** How a command is built around what the body's outcome is in the round's game. */
    private interface ToRound {
        RoundEntity.Command of(@Nullable Outcome outcome, ActorRef<RoundEntity.Reply> replyTo);
    }

    /**
     * What is asked for.
     *
     * @param result null for a void
     */
    private record Asked(
            String action, Original original, @Nullable ResultBody result, ToRound command, ToRound preview) {}

    CompletionStage<Reply> voidRound(Call call) {
        String reason = call.body().text("reason", 500);
        var asked = new Asked(
                "void_round",
                Original.VOID,
                null,
                (outcome, replyTo) -> new RoundEntity.VoidRound(reason, replyTo),
                (outcome, replyTo) -> new RoundEntity.PreviewVoid(reason, replyTo));
        return run(call, asked, Json.object());
    }

    CompletionStage<Reply> correct(Call call) {
        ResultBody result = ResultBody.of(call.body());
        String replaces = call.body().id("replaces");
        var asked = new Asked(
                "correct_round",
                Original.RESULT,
                result,
                (outcome, replyTo) ->
                        new RoundEntity.Correct(result.resultId(), replaces, outcome, result.payouts(), replyTo),
                (outcome, replyTo) -> new RoundEntity.PreviewCorrection(
                        result.resultId(), replaces, outcome, result.payouts(), replyTo));
        return run(call, asked, result.content().put("replaces", replaces));
    }

    /** The round is looked for first: what its game cannot read is refused before the transaction id is used up. */
    private CompletionStage<Reply> run(Call call, Asked asked, ObjectNode content) {
        String roundId = call.pathId("roundId");
        Optional<String> tableId = Optional.ofNullable(call.body().optionalId("table"));
        call.body().id("transactionId");
        call.body().text("reason", 500);
        content.put("table", tableId.orElse(null));
        if (dryRun(call)) {
            return find(roundId, tableId, asked)
                    .thenCompose(round -> round.isEmpty() ? unknown(roundId) : preview(round.get(), asked));
        }
        return commands.before(call, asked.action, roundId, content)
                .thenCompose(known -> known.isPresent()
                        ? CompletableFuture.completedFuture(known.get())
                        : find(roundId, tableId, asked)
                                .thenCompose(round -> commands.run(
                                        call,
                                        asked.action,
                                        roundId,
                                        content,
                                        id -> (round.isEmpty() ? unknown(roundId) : carryOut(round.get(), asked))
                                                .thenApply(Answer::of))));
    }

    /** Fails with a problem where the outcome is none of the round's game. */
    private CompletionStage<Optional<RoundStatus>> find(String roundId, Optional<String> tableId, Asked asked) {
        return RoundSearch.find(tables, rounds, roundId, tableId).thenApply(found -> {
            if (found.isPresent() && asked.result != null) {
                asked.result.outcome(found.get());
            }
            return found;
        });
    }

    /** Whoever asks what would happen must not make it happen, so that any other value is refused. */
    private static boolean dryRun(Call call) {
        String value = call.query("dryRun").orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw call.invalid("dryRun", "must be true or false");
        }
        return value.equals("true");
    }

    private CompletionStage<Reply> preview(RoundStatus round, Asked asked) {
        return tell(round, asked, asked.preview).thenApply(reply -> RoundReplies.preview(reply, round));
    }

    private CompletionStage<Reply> carryOut(RoundStatus round, Asked asked) {
        return tell(round, asked, asked.command)
                .thenCompose(reply -> RoundReplies.of(
                        reply,
                        202,
                        round.terms().publicRoundId(),
                        rounds,
                        round.terms().roundId(),
                        asked.original));
    }

    private CompletionStage<RoundEntity.Reply> tell(RoundStatus round, Asked asked, ToRound command) {
        Outcome outcome = asked.result == null ? null : asked.result.outcome(round);
        return rounds.command(round.terms().roundId(), replyTo -> command.of(outcome, replyTo));
    }

    private static CompletionStage<Reply> unknown(String roundId) {
        return CompletableFuture.completedFuture(Reply.problem(RoundReplies.unknownRound(roundId)));
    }
}
