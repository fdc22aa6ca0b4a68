package io.croupier.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.RoundTerms;
import io.croupier.wallet.domain.WalletView;
import org.jspecify.annotations.Nullable;

/** What a player's stream says, in the public protocol. */
final class PlayerJson {
    static String notice(PlayerNotice notice, long offset) {
        if (notice instanceof PlayerNotice.BetAccepted accepted) {
            ObjectNode json = bet("bet_accepted", offset, accepted);
            json.put("stakeMinor", accepted.stakeMinor());
            putBalance(json, accepted.balanceMinor(), accepted.walletVersion());
            json.put("at", Json.time(accepted.at()));
            return Json.text(json);
        }
        if (notice instanceof PlayerNotice.BetRejected rejected) {
            ObjectNode json = bet("bet_rejected", offset, rejected);
            json.put("code", rejected.code());
            json.put("retryable", rejected.retryable());
            putBalance(json, rejected.balanceMinor(), rejected.walletVersion());
            if (rejected.originalRoundId() != null) {
                json.putObject("original").put("roundId", RoundTerms.publicId(rejected.originalRoundId()));
            }
            RestrictionJson.put(json, rejected.restriction());
            return Json.text(json);
        }
        if (notice instanceof PlayerNotice.CashedOut cashedOut) {
            ObjectNode json = bet("cashed_out", offset, cashedOut);
            json.put("multiplierX100", cashedOut.multiplierX100());
            json.put("payoutMinor", cashedOut.payoutMinor());
            return Json.text(json);
        }
        if (notice instanceof PlayerNotice.CashOutRejected rejected) {
            ObjectNode json = bet("cash_out_rejected", offset, rejected);
            json.put("code", rejected.code());
            json.put("retryable", rejected.retryable());
            return Json.text(json);
        }
        if (notice instanceof PlayerNotice.BetSettled settled) {
            ObjectNode json = bet("bet_settled", offset, settled);
            json.put("state", settled.state());
            json.put("resultVersion", settled.resultVersion());
            json.put("payoutMinor", settled.payoutMinor());
            putBalance(json, settled.balanceMinor(), settled.walletVersion());
            return Json.text(json);
        }
        throw new IllegalArgumentException("no message for " + notice.getClass());
    }

    static String unknown(String betId, String table, String publicRoundId, long afterMs, long offset) {
        ObjectNode json = bet("bet_unknown", offset, betId, table, publicRoundId);
        json.put("code", "outcome_unknown");
        json.put("retryable", true);
        json.put("afterMs", afterMs);
        return Json.text(json);
    }

    /** Refused before any book was asked; {@code type} is bet_rejected or cash_out_rejected. */
    static String refused(
            String type,
            String betId,
            String table,
            String publicRoundId,
            String code,
            boolean retryable,
            @Nullable String field,
            long offset) {
        ObjectNode json = bet(type, offset, betId, table, publicRoundId);
        json.put("code", code);
        json.put("retryable", retryable);
        if (field != null) {
            json.put("field", field);
        }
        return Json.text(json);
    }

    static String walletUpdated(WalletView wallet, long offset) {
        ObjectNode json = Json.object();
        json.put("type", "wallet_updated");
        json.put("offset", offset);
        putWallet(json, wallet);
        return Json.text(json);
    }

    static void putWallet(ObjectNode json, WalletView wallet) {
        json.put("currency", wallet.currency());
        json.put("balanceMinor", wallet.balanceMinor());
        json.put("realMinor", wallet.realMinor());
        json.put("bonusMinor", wallet.bonusMinor());
        json.put("debtMinor", wallet.debtMinor());
        json.put("walletVersion", wallet.version());
    }

    private static ObjectNode bet(String type, long offset, PlayerNotice notice) {
        return bet(type, offset, notice.betId(), notice.tableId(), RoundTerms.publicId(notice.roundId()));
    }

    private static ObjectNode bet(String type, long offset, String betId, String table, String publicRoundId) {
        ObjectNode json = Json.object();
        json.put("type", type);
        json.put("offset", offset);
        json.put("betId", betId);
        json.put("table", table);
        json.put("roundId", publicRoundId);
        return json;
    }

    private static void putBalance(ObjectNode json, @Nullable Long balanceMinor, @Nullable Long walletVersion) {
        if (balanceMinor != null && walletVersion != null) {
            json.put("balanceMinor", balanceMinor);
            json.put("walletVersion", walletVersion);
        }
    }

    private PlayerJson() {}
}
