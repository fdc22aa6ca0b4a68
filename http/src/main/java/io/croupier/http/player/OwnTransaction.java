package io.croupier.http.player;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.History;
import io.croupier.http.door.Json;
import io.croupier.round.domain.RoundTerms;

/**
 * A transaction as its player sees it. Stored ids carry their source, which is nobody's business: of a provider's and an
 * operator's id their own part is shown, of a bet the player's bet id, and of what a book did about a bet
 * {@code win.<roundId>.<betId>.<resultVersion>} and the like; of what has become of a bonus {@code bonus.<bonusId>.converted.<n>} and the like.
 */
final class OwnTransaction {
    private OwnTransaction() {}

    static ObjectNode toJson(History.TransactionRow transaction) {
        String roundId = transaction.roundId();
        return Json.object()
                .put("transactionId", ownId(transaction.id(), transaction.kind()))
                .put("kind", transaction.kind())
                .put("betId", transaction.betId())
                .put("roundId", roundId == null ? null : RoundTerms.publicId(roundId))
                .put("amountMinor", transaction.amountMinor())
                .put("balanceMinor", transaction.balanceMinor())
                .put("walletVersion", transaction.version())
                .put("at", Json.time(transaction.at()));
    }

    static String ownId(String id, String kind) {
        String[] parts = id.split("~", -1);
        return switch (parts[0]) {
            case "bet", "op" -> id.substring(parts[0].length() + 1);
            case "bon" -> "bonus." + id.substring(parts[0].length() + 1).replace('~', '.');
            case "prv" -> parts[parts.length - 1];
            default -> internal(parts, kind);
        };
    }

    /** Source and owner go; what is left is unique for one player. */
    private static String internal(String[] parts, String kind) {
        var own = new StringBuilder(kind);
        for (int i = 2; i < parts.length; i++) {
            own.append('.').append(parts[i]);
        }
        return own.toString();
    }
}
