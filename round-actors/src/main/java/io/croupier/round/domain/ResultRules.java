package io.croupier.round.domain;

import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundVerdict.Refuse;
import io.croupier.round.game.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider's result, or correction, must be like whatever the round's stage. */
final class ResultRules {
    /** The rule that it breaks, or null. */
    static @Nullable Refuse broken(RoundTerms terms, @Nullable Outcome outcome, @Nullable List<BetPayout> payouts) {
        if (terms.table().houseRun()) {
            return new Refuse("not_your_table", "the house draws the outcome of its own tables", false, null);
        }
        if ((outcome == null) == (payouts == null)) {
            return new Refuse("invalid_field", "exactly one of outcome and payouts must be given", false, "outcome");
        }
        if (outcome != null && !outcome.game().equals(terms.table().game())) {
            return new Refuse(
                    "invalid_field",
                    "the outcome must be one of " + terms.table().game(),
                    false,
                    "outcome");
        }
        Set<BetKey> seen = new HashSet<>();
        long sum = 0;
        for (BetPayout payout : payouts == null ? List.<BetPayout>of() : payouts) {
            if (payout.payoutMinor() < 0 || payout.payoutMinor() > BookSettlement.MAX_MINOR) {
                return new Refuse(
                        "invalid_field", "payoutMinor must be 0 to " + BookSettlement.MAX_MINOR, false, "payouts");
            }
            sum = BookSettlement.saturatedSum(sum, payout.payoutMinor());
            if (sum > BookSettlement.MAX_MINOR) {
                return new Refuse(
                        "invalid_field",
                        "the payouts add up to more than " + BookSettlement.MAX_MINOR,
                        false,
                        "payouts");
            }
            if (!seen.add(payout.key())) {
                return new Refuse(
                        "invalid_field", "bet " + payout.betId() + " is listed more than once", false, "payouts");
            }
        }
        return null;
    }

    private ResultRules() {}
}
