package io.croupier.http.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.edge.RestrictionJson;
import io.croupier.round.domain.RoundTerms;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Restriction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletRejection;
import io.croupier.wallet.domain.WalletView;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wallet's words in HTTP: the stored answer as a body that never changes, with the caller's own ids. */
public final class WalletReplies {
    private WalletReplies() {}

    /**
     * The reply to a transaction.
     *
     * @param status of an accepted one
     * @param transactionId as the caller chose it
     */
    public static Reply of(Answer answer, int status, String playerId, String transactionId) {
        if (answer instanceof Answer.Accepted accepted) {
            ObjectNode body = Json.object()
                    .put("transactionId", transactionId)
                    .put("playerId", playerId)
                    .put("status", accepted.status().name().toLowerCase(Locale.ROOT))
                    .put("amountMinor", accepted.amountMinor())
                    .put("balanceMinor", accepted.balanceMinor())
                    .put("walletVersion", accepted.version())
                    .put("currency", accepted.currency())
                    .put("at", Json.time(accepted.at()));
            return Reply.json(status, body).replayed(accepted.replayed());
        }
        var rejected = (Answer.Rejected) answer;
        return Reply.problem(problem(rejected, playerId, transactionId)).replayed(rejected.replayed());
    }

    /** The balance as a provider sees it. */
    public static ObjectNode balance(WalletView wallet) {
        return Json.object()
                .put("playerId", wallet.playerId())
                .put("currency", wallet.currency())
                .put("balanceMinor", wallet.balanceMinor())
                .put("walletVersion", wallet.version());
    }

    /** The problem that a player has no wallet. */
    public static Problem unknownPlayer(String playerId) {
        return Problem.of(ProblemCode.UNKNOWN_PLAYER, "playerId=" + playerId + " has no wallet")
                .at("playerId");
    }

    private static Problem problem(Answer.Rejected rejected, String playerId, String transactionId) {
        WalletRejection code = rejected.code();
        String of = "transactionId=" + transactionId + " of playerId=" + playerId + ": ";
        return switch (code) {
            case UNKNOWN_PLAYER -> unknownPlayer(playerId);
            case INSUFFICIENT_FUNDS ->
                Problem.of(ProblemCode.INSUFFICIENT_FUNDS, of + "the balance is " + rejected.balanceMinor())
                        .with("balanceMinor", number(rejected.balanceMinor()))
                        .with("walletVersion", number(rejected.version()));
            case TRANSACTION_CONFLICT -> conflict(rejected, of, transactionId);
            default ->
                restricted(
                        Problem.of(
                                rejected.publicCode(),
                                of
                                        + ProblemCode.of(rejected.publicCode())
                                                .map(ProblemCode::title)
                                                .orElse("refused"),
                                code.retryable(),
                                null),
                        rejected.restriction());
        };
    }

    private static Problem restricted(Problem problem, @Nullable Restriction restriction) {
        ObjectNode details = Json.object();
        RestrictionJson.put(details, restriction);
        Problem whole = problem;
        for (Map.Entry<String, JsonNode> detail : details.properties()) {
            whole = whole.with(detail.getKey(), detail.getValue());
        }
        return whole;
    }

    private static Problem conflict(Answer.Rejected rejected, String of, String transactionId) {
        Problem problem = Problem.of(ProblemCode.TRANSACTION_CONFLICT, of + "used before with other content")
                .at("transactionId");
        TransactionView original = rejected.original();
        return original == null ? problem : problem.with("original", original(original, transactionId));
    }

    private static ObjectNode original(TransactionView view, String transactionId) {
        ObjectNode original = Json.object()
                .put("transactionId", transactionId)
                .put("kind", view.kind())
                .put("amountMinor", view.code() == null ? view.amountMinor() : view.askedMinor())
                .put("balanceMinor", view.balanceMinor())
                .put("currency", view.currency())
                .put("at", Json.time(view.at()));
        String roundId = view.reference().roundId();
        original.put("roundId", roundId == null ? null : RoundTerms.publicId(roundId));
        original.put("code", view.code());
        return original;
    }

    private static JsonNode number(long value) {
        return Json.object().numberNode(value);
    }
}
