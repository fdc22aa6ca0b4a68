package io.croupier.round;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.croupier.wallet.ClusterMessage;
import io.croupier.wallet.domain.Restriction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a player's bet. The answer to {@link BookEntity.PlaceBet} and {@link BookEntity.CashOut} is one, and the
 * books send the same kind to the player's stream when they settle. {@code roundId} is the internal one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlayerNotice.BetAccepted.class, name = "bet_accepted"),
    @JsonSubTypes.Type(value = PlayerNotice.BetRejected.class, name = "bet_rejected"),
    @JsonSubTypes.Type(value = PlayerNotice.CashedOut.class, name = "cashed_out"),
    @JsonSubTypes.Type(value = PlayerNotice.CashOutRejected.class, name = "cash_out_rejected"),
    @JsonSubTypes.Type(value = PlayerNotice.BetSettled.class, name = "bet_settled")
})
public sealed interface PlayerNotice extends ClusterMessage {
    String playerId();

    String betId();

    String tableId();

    String roundId();

    /** The stake is debited and the acceptance persisted. */
    record BetAccepted(
            String playerId,
            String betId,
            String tableId,
            String roundId,
            long stakeMinor,
            long balanceMinor,
            long walletVersion,
            Instant at)
            implements PlayerNotice {}

    /**
     * Refused, for good unless {@code retryable}.
     *
     * @param code stable, lower_snake
     * @param balanceMinor with its {@code walletVersion} where the wallet decided, else null
     * @param originalRoundId with {@code transaction_conflict}: the internal id of the round where the bet id was used
     * @param restriction what stood in the way where a player's limit or a block did
     */
    record BetRejected(
            String playerId,
            String betId,
            String tableId,
            String roundId,
            String code,
            boolean retryable,
            @Nullable Long balanceMinor,
            @Nullable Long walletVersion,
            @Nullable String originalRoundId,
            @Nullable Restriction restriction)
            implements PlayerNotice {}

    /** The cash-out is persisted; the payout is credited when the round settles. */
    record CashedOut(
            String playerId, String betId, String tableId, String roundId, int multiplierX100, long payoutMinor)
            implements PlayerNotice {}

    /** The cash-out was refused; the bet stands as it was. Codes: bet_not_found, not_in_flight, already_landed, rate_limited. */
    record CashOutRejected(
            String playerId, String betId, String tableId, String roundId, String code, boolean retryable)
            implements PlayerNotice {}

    /**
     * Final for this result version: lost, won, voided or refunded.
     *
     * @param payoutMinor stake included; 0 when lost
     * @param balanceMinor with its {@code walletVersion} where a credit was made, else null
     */
    record BetSettled(
            String playerId,
            String betId,
            String tableId,
            String roundId,
            String state,
            int resultVersion,
            long payoutMinor,
            @Nullable Long balanceMinor,
            @Nullable Long walletVersion)
            implements PlayerNotice {}
}
