package io.croupier.round.domain;

import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Restriction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a book's journal holds. Times are whole milliseconds. Bets that gathered during a write share an event. */
public sealed interface BookEvent {
    /** The round knows this book; stored with the first intents, or with the seal of a book without bets. */
    record BookOpened(RoundTerms terms, Instant at) implements BookEvent {}

    /** From now on the wallets may be asked for these stakes. */
    record IntentsRecorded(List<Intent> intents) implements BookEvent {
        public IntentsRecorded {
            intents = List.copyOf(intents);
        }
    }

    /**
     * A bet that passed the book's checks.
     *
     * @param at when it was received
     * @param freeBetId the player's free bets that it is one of, null where it is none
     */
    record Intent(
            String playerId,
            String betId,
            Selection selection,
            long stakeMinor,
            Instant at,
            @Nullable String freeBetId) {
        public Intent(String playerId, String betId, Selection selection, long stakeMinor, Instant at) {
            this(playerId, betId, selection, stakeMinor, at, null);
        }

        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }

    /** How these intents ended. */
    record BetsDecided(List<Decision> decisions, Instant at) implements BookEvent {
        public BetsDecided {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * One bet's acceptance or refusal.
     *
     * @param realMinor with {@code bonusMinor} the split of the stake that was taken; 0 when refused
     * @param freeMinor the stake of a free bet, of which nothing was taken; 0 when refused
     * @param walletVersion 0 where no wallet decided
     * @param code why it was refused, null when accepted
     * @param rollbackOwed the wallet may have taken the stake, since the book gave up waiting or the wallet was not open and
     *     stored nothing: a rollback is on its way
     * @param restriction what stood in the way where a player's limit or a block did
     */
    record Decision(
            String playerId,
            String betId,
            boolean accepted,
            long realMinor,
            long bonusMinor,
            long balanceMinor,
            long walletVersion,
            @Nullable String code,
            @Nullable String originalRoundId,
            boolean rollbackOwed,
            @Nullable Restriction restriction,
            long freeMinor) {
        public Decision(
                String playerId,
                String betId,
                boolean accepted,
                long realMinor,
                long bonusMinor,
                long balanceMinor,
                long walletVersion,
                @Nullable String code,
                @Nullable String originalRoundId,
                boolean rollbackOwed,
                @Nullable Restriction restriction) {
            this(
                    playerId,
                    betId,
                    accepted,
                    realMinor,
                    bonusMinor,
                    balanceMinor,
                    walletVersion,
                    code,
                    originalRoundId,
                    rollbackOwed,
                    restriction,
                    0);
        }

        /** What was staked, whoever paid for it. */
        public long stakedMinor() {
            return Math.addExact(Math.addExact(realMinor, bonusMinor), freeMinor);
        }

        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }

    /** No debit leaves this book from now on, not even after a crash. */
    record BookSealed(Instant at) implements BookEvent {}

    /** The wallets have confirmed that they hold nothing of these refused bets' stakes. */
    record RollbacksConfirmed(List<BetKey> bets, Instant at) implements BookEvent {
        public RollbacksConfirmed {
            bets = List.copyOf(bets);
        }
    }

    /** These bets were cashed out by hand. */
    record CashOutsTaken(List<CashOutTaken> cashOuts, Instant at) implements BookEvent {
        public CashOutsTaken {
            cashOuts = List.copyOf(cashOuts);
        }
    }

    /** At which multiplier, in hundredths. */
    record CashOutTaken(String playerId, String betId, int multiplierX100) {
        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }

    /**
     * No cash-out is taken from now on.
     *
     * @param interrupted the book was out of reach during the flight, so that its open bets are refunded
     */
    record FlightLanded(boolean interrupted, Instant at) implements BookEvent {}

    /** What every accepted bet returns under this result; one without a line has lost. From version 2 on a correction. */
    record SettlementPlanned(int resultVersion, List<Line> lines, Instant at) implements BookEvent {
        public SettlementPlanned {
            lines = List.copyOf(lines);
        }
    }

    /** A bet that returns something; {@code end} is WON, VOIDED or REFUNDED. */
    record Line(String playerId, String betId, Bet.State end, long payoutMinor) {
        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }

    /**
     * Every accepted bet's stake goes back.
     *
     * @param resultVersion 0 where no result stood before, else the one after it
     */
    record VoidPlanned(String reason, int resultVersion, Instant at) implements BookEvent {}

    /** The wallets have confirmed the credits, or the corrections, of these bets. */
    record CreditsConfirmed(List<Credit> credits, Instant at) implements BookEvent {
        public CreditsConfirmed {
            credits = List.copyOf(credits);
        }
    }

    /** One confirmed credit, with the wallet's balance and version after it. */
    record Credit(String playerId, String betId, long balanceMinor, long walletVersion) {
        public BetKey key() {
            return new BetKey(playerId, betId);
        }
    }
}
