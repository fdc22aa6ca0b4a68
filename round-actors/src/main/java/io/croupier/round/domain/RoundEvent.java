package io.croupier.round.domain;

import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a round's journal holds. Times are whole milliseconds. */
public sealed interface RoundEvent {
    /** Books may register and take bets. */
    record RoundOpened(RoundTerms terms, Instant at) implements RoundEvent {}

    /** A book will have bets, and must be sealed. */
    record BookRegistered(int book, Instant at) implements RoundEvent {}

    /** A provider's close was taken; {@code closedAt} null: it named no time. */
    record CloseAccepted(@Nullable Instant closedAt, Instant at) implements RoundEvent {}

    /** The books are being sealed; {@code cause}: deadline, close, result. */
    record BettingClosing(String cause, Instant at) implements RoundEvent {}

    /** Every registered book is sealed without an open intent. */
    record BetsClosed(List<BookTotals> books, String clientSeed, Instant at) implements RoundEvent {
        public BetsClosed {
            books = List.copyOf(books);
        }
    }

    /** A sealed book; {@code digest} is {@link BookDigest#of}. */
    record BookTotals(int book, long bets, long stakedMinor, String digest) {}

    /** The multiplier grows from now on. */
    record FlightStarted(Instant at) implements RoundEvent {}

    /** The burst has come. */
    record FlightLanding(Instant at) implements RoundEvent {}

    /**
     * The result stands and is public; exactly one of outcome and payouts is not null.
     *
     * @param resultVersion 1 for the first; a correction has the next
     * @param resultId null where the house drew the outcome
     * @param replaces the result that this one corrects, null for the first
     */
    record ResultRecorded(
            int resultVersion,
            @Nullable String resultId,
            @Nullable String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts,
            @Nullable FairnessProof proof,
            Instant at)
            implements RoundEvent {
        public ResultRecorded {
            payouts = payouts == null ? null : List.copyOf(payouts);
        }

        /** Whether this is what was said under its id. */
        boolean says(@Nullable String replaced, @Nullable Outcome other, @Nullable List<BetPayout> others) {
            return Objects.equals(replaces, replaced)
                    && Objects.equals(outcome, other)
                    && Objects.equals(payouts, others);
        }
    }

    /** What a provider says that a bet returns. */
    record BetPayout(String playerId, String betId, long payoutMinor) {
        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }

    /** Every book has settled under this result. */
    record RoundSettled(int resultVersion, long paidMinor, Instant at) implements RoundEvent {}

    /**
     * The round is taken back; stakes go back as soon as the books are sealed.
     *
     * @param resultVersion 0 where it had no result, else the one after the result that it takes back
     */
    record VoidAccepted(String reason, int resultVersion, Instant at) implements RoundEvent {}

    /** Every stake was given back. */
    record RoundVoided(long paidMinor, Instant at) implements RoundEvent {}
}
