package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What bonuses have to do with a bet: where its bonus money came from, which wagering it counts for, which free bet it is. It
 * is stored with the bet, since what comes back of the bet goes where this says.
 *
 * @param parts the stake's bonus money by bonus
 * @param countedFor the bonus whose wagering the whole stake counts for, null where for none
 * @param freeBetId the free bets that it is one of, null where it is none
 * @param freeMinor what it stakes without any money of the player, 0 where it is none
 * @param winsBonusMoney whether what a free bet wins is bonus money
 */
public record BonusStake(
        @JsonProperty("parts") List<BonusPart> parts,
        @JsonProperty("counted") @Nullable String countedFor,
        @JsonProperty("free") @Nullable String freeBetId,
        @JsonProperty("freeMinor") long freeMinor,
        @JsonProperty("winsBonus") boolean winsBonusMoney) {
    public BonusStake {
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    static BonusStake free(String freeBetId, FreeBetTerms terms) {
        return new BonusStake(List.of(), null, freeBetId, terms.stakeMinor(), terms.winsBonusMoney());
    }

    /** Whether what it wins is not simply real money. */
    boolean sharesWins() {
        return freeBetId != null || !parts.isEmpty();
    }

    long partsMinor() {
        return parts.stream().mapToLong(BonusPart::minor).reduce(0, Math::addExact);
    }
}
