package io.croupier.http.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.round.RoundEntity;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rounds, tables and bets as JSON, with public ids only. */
public final class RoundReplies {
    private RoundReplies() {}

    /** The reply to a command to a round. */
    public static Reply of(RoundEntity.Reply reply, int status, String publicRoundId) {
        if (reply instanceof RoundEntity.Receipt receipt) {
            ObjectNode body = Json.object().put("roundId", publicRoundId).put("command", receipt.command());
            if (receipt.resultId() != null) {
                body.put("resultId", receipt.resultId());
            }
            return Reply.json(status, body.put("accepted", true)).replayed(receipt.replayed());
        }
        var refused = (RoundEntity.Refused) reply;
        return Reply.problem(refused(refused));
    }

    /** What stands once a command was taken; of a result, the one that stands now. */
    public enum Original {
        OPEN("roundId table game currency bettingClosesAt"),
        CLOSE("roundId table bettingClosesAt"),
        RESULT("roundId table resultVersion resultId outcome"),
        VOID("roundId table voidReason");

        private final String fields;

        Original(String fields) {
            this.fields = fields;
        }

        ObjectNode of(RoundStatus round) {
            return RoundReplies.round(round).retain(fields.split(" ", -1));
        }
    }

    /** As {@link #of}; a conflict shows what stands, so that whoever asked can see what it collides with. */
    public static CompletionStage<Reply> of(
            RoundEntity.Reply reply,
            int status,
            String publicRoundId,
            Rounds rounds,
            String internalRoundId,
            Original original) {
        if (!isConflict(reply)) {
            return CompletableFuture.completedFuture(of(reply, status, publicRoundId));
        }
        return rounds.find(internalRoundId)
                .thenApply(found -> Reply.problem(
                        found.map(round -> refused((RoundEntity.Refused) reply).with("original", original.of(round)))
                                .orElseGet(() -> refused((RoundEntity.Refused) reply))));
    }

    /** What a command would do, or as it would be refused. */
    public static Reply preview(RoundEntity.Reply reply, RoundStatus round) {
        if (reply instanceof RoundEntity.Previewed previewed) {
            return Reply.json(
                    200,
                    Json.object()
                            .put("roundId", round.terms().publicRoundId())
                            .put("dryRun", true)
                            .put("bets", previewed.effect().bets())
                            .put("paidMoreMinor", previewed.effect().paidMoreMinor())
                            .put("takenBackMinor", previewed.effect().takenBackMinor())
                            .put("currency", round.terms().table().currency()));
        }
        return Reply.problem(refused((RoundEntity.Refused) reply));
    }

    /** Whether the same id was used with other content. */
    public static boolean isConflict(RoundEntity.Reply reply) {
        return reply instanceof RoundEntity.Refused refused
                && refused.code().equals(ProblemCode.TRANSACTION_CONFLICT.code());
    }

    /** The problem that a table or round answered. */
    public static Problem refused(RoundEntity.Refused refused) {
        return Problem.of(refused.code(), refused.detail(), refused.retryable(), refused.field());
    }

    /** The problem that there is no such round. */
    public static Problem unknownRound(String publicRoundId) {
        return Problem.of(ProblemCode.ROUND_NOT_FOUND, "roundId=" + publicRoundId + " was never opened")
                .at("roundId");
    }

    /** State, result and totals. */
    public static ObjectNode round(RoundStatus round) {
        TableTerms table = round.terms().table();
        ObjectNode body = Json.object()
                .put("roundId", round.terms().publicRoundId())
                .put("table", table.tableId())
                .put("game", table.game())
                .put("currency", table.currency())
                .put("state", round.stage().publicName())
                .put("bettingClosesAt", Json.time(round.terms().bettingClosesAt()))
                .put("resultVersion", round.resultVersion())
                .put("resultId", round.resultId());
        body.set("outcome", outcome(table.game(), round.outcome()));
        return body.put("voidReason", round.voidReason())
                .put("bets", round.bets())
                .put("stakedMinor", round.stakedMinor())
                .put("paidMinor", round.paidMinor())
                .put("unsettled", round.unsettled());
    }

    /** What lets anyone check a house draw, or null. */
    public static JsonNode proof(@Nullable FairnessProof proof) {
        return proof == null
                ? Json.object().nullNode()
                : Json.object()
                        .put("chainId", proof.chainId())
                        .put("commitment", proof.commitment())
                        .put("index", proof.index())
                        .put("seed", proof.seed())
                        .put("clientSeed", proof.clientSeed());
    }

    /** One bet as its player sees it. */
    public static ObjectNode bet(BetView bet) {
        ObjectNode body = Json.object()
                .put("betId", bet.betId())
                .put("table", bet.tableId())
                .put("roundId", RoundTerms.publicId(bet.roundId()));
        body.set("selection", Games.of(bet.selection().game()).toJson(bet.selection()));
        return body.put("stakeMinor", bet.stakeMinor())
                .put("currency", bet.currency())
                .put("state", bet.state())
                .put("code", bet.code())
                .put("cashedOutX100", bet.cashedOutX100() == 0 ? null : (Integer) bet.cashedOutX100())
                .put("payoutMinor", bet.payoutMinor())
                .put("resultVersion", bet.resultVersion())
                .put("at", Json.time(bet.at()));
    }

    /** The table with its limits and pay table. */
    public static ObjectNode table(TableTerms terms) {
        ObjectNode body = Json.object()
                .put("table", terms.tableId())
                .put("owner", terms.houseRun() ? "house" : "provider")
                .put("game", terms.game())
                .put("currency", terms.currency())
                .put("minStakeMinor", terms.minStakeMinor())
                .put("maxStakeMinor", terms.maxStakeMinor())
                .put("bettingWindowMs", terms.houseRun() ? (Long) terms.bettingWindowMs() : null);
        body.set("payTable", Games.of(terms.game()).payTable());
        return body;
    }

    private static JsonNode outcome(String game, @Nullable Outcome outcome) {
        return outcome == null ? Json.object().nullNode() : Games.of(game).toJson(outcome);
    }
}
