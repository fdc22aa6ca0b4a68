package io.croupier.round.domain;

import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A round as seen from outside.
 *
 * @param resultVersion 0 before the first result; a correction, or a void after a result, is the next one
 * @param outcome null before the result, for a voided round, and where a provider sent payouts instead of an outcome
 * @param proof null before the reveal and for provider-run rounds
 * @param voidReason null unless voided
 * @param bets accepted bets, counted when the round is closed (0 before)
 * @param stakedMinor their stakes
 * @param paidMinor what has been credited so far, less what was taken back
 * @param unsettled bets without a final state
 */
public record RoundStatus(
        RoundTerms terms,
        Stage stage,
        int resultVersion,
        @Nullable String resultId,
        @Nullable Outcome outcome,
        @Nullable FairnessProof proof,
        @Nullable String voidReason,
        @Nullable Instant flightStartedAt,
        long bets,
        long stakedMinor,
        long paidMinor,
        long unsettled) {

    /**
     * Where a round is; within one result version a later one never goes back to an earlier. A correction makes {@link #RESULT} of
     * {@link #SETTLED} under the next version, and {@link #VOIDED} may follow any but {@link #RESULT}.
     */
    public enum Stage {
        /** Known, not yet open. */
        SCHEDULED,
        /** Books take bets until the deadline. */
        BETS_OPEN,
        /** The deadline has passed or a close came; the books are being sealed. */
        CLOSING,
        /** Every book is sealed without an open intent; the totals stand. */
        BETS_CLOSED,
        /** An in-flight game's multiplier grows. */
        IN_FLIGHT,
        /** The burst has come; the books persist their last cash-outs. */
        LANDING,
        /** The result is persisted and public; the books settle. */
        RESULT,
        /** Every bet has its final state and every payout is confirmed by its wallet. */
        SETTLED,
        /** Stakes are being given back. */
        VOIDING,
        /** Every stake was given back. */
        VOIDED;

        /** As outside clients see it, lower_snake. That the burst has come is no one's business before every book has landed. */
        public String publicName() {
            return (this == LANDING ? IN_FLIGHT : this).name().toLowerCase(Locale.ROOT);
        }
    }
}
