package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a movement of a bet does to bonuses, beside its split. What comes back is the split, what paid off debt, and the cost.
 *
 * @param realMinor signed change of the real money
 * @param bonusMinor signed change of the bonus money
 * @param parts signed changes of the money of bonuses that are open
 * @param won what a free bet has won as bonus money, or a correction of that, signed; null where nothing
 * @param converted what was paid as real money, or taken back, in the name of bonuses that have become real money
 * @param cut what was not paid of that, or is no longer kept back, for more than the most that may become real money, signed
 * @param costMinor what the house's cost of bonuses gets instead of the player, negative where it pays
 * @param uncounted wagering that is taken back, null where none is
 * @param freeBetId of a free bet that the player has again, null where it is none
 * @param asked the split as it was asked for, of a refund and of a correction that pays; of a rollback as the bet was taken
 */
public record BonusEffect(
        @JsonProperty("real") long realMinor,
        @JsonProperty("bonus") long bonusMinor,
        @JsonProperty("parts") List<BonusPart> parts,
        @JsonProperty("won") @Nullable BonusPart won,
        @JsonProperty("converted") List<BonusPart> converted,
        @JsonProperty("cut") List<BonusPart> cut,
        @JsonProperty("cost") long costMinor,
        @JsonProperty("uncounted") @Nullable BonusPart uncounted,
        @JsonProperty("free") @Nullable String freeBetId,
        @JsonProperty("asked") @Nullable Split asked) {
    public BonusEffect {
        parts = parts == null ? List.of() : List.copyOf(parts);
        converted = converted == null ? List.of() : List.copyOf(converted);
        cut = cut == null ? List.of() : List.copyOf(cut);
    }

    /** Whether the bet's stake is back. */
    boolean stakeIsBack() {
        return uncounted != null || freeBetId != null;
    }
}
