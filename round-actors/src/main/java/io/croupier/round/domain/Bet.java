package io.croupier.round.domain;

import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Restriction;
import io.croupier.wallet.domain.Split;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bet from its intent to its end.
 *
 * @param at when the book received it
 * @param split how the wallet took the stake; zero before and unless accepted
 * @param balanceMinor the wallet's at its decision
 * @param walletVersion at its decision; 0: no wallet decided
 * @param code why it was refused, else null
 * @param originalRoundId with {@code transaction_conflict}: where the id was used, internal
 * @param restriction what stood in the way where a player's limit or a block did
 * @param cashedOutX100 by hand; 0: not
 * @param payoutMinor what the plan says that it returns, stake included
 * @param differenceMinor that less what the plan before said, 0 before the first: what its wallet is owed, or owes, for this
 *     version
 * @param resultVersion that the plan followed; 0 before, and for a round that was voided before it had a result
 * @param freeBetId the player's free bets that it is one of, null where it is none
 */
public record Bet(
        BetKey key,
        Selection selection,
        long stakeMinor,
        Instant at,
        State state,
        Split split,
        long balanceMinor,
        long walletVersion,
        @Nullable Instant decidedAt,
        @Nullable String code,
        @Nullable String originalRoundId,
        @Nullable Restriction restriction,
        int cashedOutX100,
        long payoutMinor,
        long differenceMinor,
        int resultVersion,
        @Nullable String freeBetId) {

    /**
     * PENDING becomes ACCEPTED or REJECTED; ACCEPTED becomes one of the last four; a correction makes another of the last four of
     * it. Nothing else ever changes.
     */
    public enum State {
        PENDING,
        ACCEPTED,
        REJECTED,
        LOST,
        WON,
        /** The round, or this late bet, was taken back. */
        VOIDED,
        /** The stake came back because the book was out of reach during the flight. */
        REFUNDED;

        /** As clients know it. */
        public String publicName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Bet intended(BookEvent.Intent intent) {
        return new Bet(
                intent.key(),
                intent.selection(),
                intent.stakeMinor(),
                intent.at(),
                State.PENDING,
                Split.ZERO,
                0,
                0,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                0,
                intent.freeBetId());
    }

    /** Whether the stake was taken and not given back before the settlement. */
    public boolean stood() {
        return state != State.PENDING && state != State.REJECTED;
    }

    boolean sameAs(BetRequest request) {
        return stakeMinor == request.stakeMinor()
                && Objects.equals(freeBetId, request.freeBetId())
                && selection.canonical().equals(request.selection().canonical());
    }

    Bet decided(BookEvent.Decision decision, Instant when) {
        return new Bet(
                key,
                selection,
                stakeMinor,
                at,
                decision.accepted() ? State.ACCEPTED : State.REJECTED,
                new Split(decision.realMinor(), decision.bonusMinor()),
                decision.balanceMinor(),
                decision.walletVersion(),
                when,
                decision.code(),
                decision.originalRoundId(),
                decision.restriction(),
                0,
                0,
                0,
                0,
                freeBetId);
    }

    Bet cashedOut(int multiplierX100) {
        return with(state, multiplierX100, payoutMinor, differenceMinor, resultVersion);
    }

    Bet ended(State end, long payout, int version) {
        return with(end, cashedOutX100, payout, Math.subtractExact(payout, payoutMinor), version);
    }

    /** Whether this version made another end of it, or another payout, than it had before. */
    public boolean changedFrom(Bet before) {
        return state != before.state || payoutMinor != before.payoutMinor;
    }

    private Bet with(State newState, int cashOut, long payout, long difference, int version) {
        return new Bet(
                key,
                selection,
                stakeMinor,
                at,
                newState,
                split,
                balanceMinor,
                walletVersion,
                decidedAt,
                code,
                originalRoundId,
                restriction,
                cashOut,
                payout,
                difference,
                version,
                freeBetId);
    }
}
