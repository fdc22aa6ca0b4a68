package io.croupier.http.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.round.BookEntity.Payout;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.game.Game;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a result, or the correction of one, says: exactly one of outcome and payouts is not null.
 *
 * @param outcome as it came; which game it must fit is the round's
 */
public record ResultBody(
        String resultId,
        @Nullable ObjectNode outcome,
        @Nullable List<Payout> payouts) {
    /** What fits into a bulk result's 8 MiB. */
    private static final int MOST_PAYOUTS = 200_000;

    /** Refuses a body that breaks a rule with the field's name. */
    public static ResultBody of(JsonBody body) {
        String resultId = body.id("resultId");
        boolean byOutcome = body.has("outcome");
        if (byOutcome == body.has("payouts")) {
            throw body.invalid("outcome", "or payouts must be given, and not both");
        }
        return byOutcome
                ? new ResultBody(resultId, body.object("outcome"), null)
                : new ResultBody(resultId, null, payouts(body));
    }

    private static List<Payout> payouts(JsonBody body) {
        List<Payout> payouts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonBody item : body.objects("payouts", MOST_PAYOUTS)) {
            Payout payout = new Payout(item.id("playerId"), item.id("betId"), item.amountMinor("payoutMinor", 0));
            if (!seen.add(payout.playerId() + "/" + payout.betId())) {
                throw item.invalid("betId", "is listed twice");
            }
            payouts.add(payout);
        }
        return List.copyOf(payouts);
    }

    /** The outcome in the words of the round's game; null where there are payouts. */
    public @Nullable Outcome outcome(RoundStatus round) {
        if (outcome == null) {
            return null;
        }
        try {
            return Games.of(round.terms().table().game()).parseOutcome(outcome);
        } catch (Game.InvalidField e) {
            String field = "outcome." + e.field();
            throw new ProblemException(Problem.of(ProblemCode.INVALID_FIELD, field + " " + e.getMessage())
                    .at(field));
        }
    }

    /** All of it in a fixed order and in few bytes: of payouts their number and the SHA-256 of their list. */
    public ObjectNode content() {
        ObjectNode content = Json.object().put("resultId", resultId);
        if (outcome != null) {
            content.set("outcome", outcome);
            return content;
        }
        var list = new StringBuilder();
        List<Payout> all = payouts == null ? List.of() : payouts;
        for (Payout payout : all) {
            list.append(payout.playerId())
                    .append('/')
                    .append(payout.betId())
                    .append(' ')
                    .append(payout.payoutMinor())
                    .append('\n');
        }
        return content.put("payouts", all.size())
                .put(
                        "payoutsSha256",
                        Sha256.of(list.toString().getBytes(StandardCharsets.UTF_8))
                                .toString());
    }
}
