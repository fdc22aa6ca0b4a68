package io.croupier.feed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing that does not go on, or does not fit. Round ids are internal ones, {@code <owner>~<roundId>}; amounts are minor units. */
public sealed interface Finding {
    FindingKind kind();

    String roundId();

    /** Null where no round says which. */
    @Nullable String tableId();

    /** Since when it is as it is; findings of a kind are listed by it, oldest first. */
    Instant since();

    /** From when on it is one. */
    Instant dueAt();

    /** Where it stands in its list. */
    default Position position() {
        return new Position(since(), roundId(), "", "");
    }

    /** Everything else about it as {@code key=value}. */
    String details();

    /** @param stage lower_snake */
    record RoundOverdue(String roundId, String tableId, Instant since, Instant dueAt, String stage) implements Finding {
        @Override
        public FindingKind kind() {
            return FindingKind.ROUND_OVERDUE;
        }

        @Override
        public String details() {
            return "stage=" + stage;
        }
    }

    /** A finding about one bet. */
    sealed interface OfBet extends Finding {
        String playerId();

        String betId();

        @Override
        default Position position() {
            return new Position(since(), roundId(), playerId(), betId());
        }
    }

    /** A bet whose intent has had no outcome for too long; {@code since} is when it was received. */
    record BetUndecided(
            String roundId,
            String tableId,
            Instant since,
            Instant dueAt,
            String playerId,
            String betId,
            long stakeMinor)
            implements OfBet {
        @Override
        public FindingKind kind() {
            return FindingKind.BET_UNDECIDED;
        }

        @Override
        public String details() {
            return "playerId=" + playerId + " betId=" + betId + " stakeMinor=" + stakeMinor;
        }
    }

    /** @param paidMinor what the wallet has confirmed so far, of an earlier result */
    record PayoutUnconfirmed(
            String roundId,
            String tableId,
            Instant since,
            Instant dueAt,
            String playerId,
            String betId,
            long payoutMinor,
            long paidMinor)
            implements OfBet {
        @Override
        public FindingKind kind() {
            return FindingKind.PAYOUT_UNCONFIRMED;
        }

        @Override
        public String details() {
            return "playerId=" + playerId + " betId=" + betId + " payoutMinor=" + payoutMinor + " paidMinor="
                    + paidMinor;
        }
    }

    /** @param walletVersion the wallet's number under which the book was told that it is paid */
    record PayoutMissing(
            String roundId,
            String tableId,
            Instant since,
            Instant dueAt,
            String playerId,
            String betId,
            long paidMinor,
            long walletVersion)
            implements OfBet {
        @Override
        public FindingKind kind() {
            return FindingKind.PAYOUT_MISSING;
        }

        @Override
        public String details() {
            return "playerId=" + playerId + " betId=" + betId + " paidMinor=" + paidMinor + " walletVersion="
                    + walletVersion;
        }
    }

    /** {@code stakedMinor} and {@code paidMinor} as the round has them, {@code debitedMinor} and {@code creditedMinor} as the wallets. */
    record TotalsDiffer(
            String roundId,
            String tableId,
            Instant since,
            Instant dueAt,
            String currency,
            long stakedMinor,
            long debitedMinor,
            long paidMinor,
            long creditedMinor)
            implements Finding {
        @Override
        public FindingKind kind() {
            return FindingKind.TOTALS_DIFFER;
        }

        @Override
        public String details() {
            return "stakedMinor=" + stakedMinor + " debitedMinor=" + debitedMinor + " paidMinor=" + paidMinor
                    + " creditedMinor=" + creditedMinor + " currency=" + currency;
        }
    }

    /** Wallets moved money for a round that was never opened, so that no table is known. */
    record MoneyAstray(String roundId, Instant since, Instant dueAt, long debitedMinor, long creditedMinor)
            implements Finding {
        @Override
        public @Nullable String tableId() {
            return null;
        }

        @Override
        public FindingKind kind() {
            return FindingKind.MONEY_ASTRAY;
        }

        @Override
        public String details() {
            return "debitedMinor=" + debitedMinor + " creditedMinor=" + creditedMinor;
        }
    }

    /** A place in the list of a kind; player and bet are empty where the finding is of a round. */
    record Position(Instant since, String roundId, String playerId, String betId) {
        /** Before every finding. */
        static final Position START = new Position(Instant.EPOCH, "", "", "");

        private static final int PARTS = 4;

        /** For whoever asks for the next page; read by {@link #of}. */
        public String text() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, since) + "/" + roundId + "/" + playerId + "/" + betId;
        }

        /** Empty for a text that is none. */
        public static Optional<Position> of(String text) {
            List<String> parts = List.of(text.split("/", -1));
            if (parts.size() != PARTS || !parts.get(0).matches("[0-9]{1,17}")) {
                return Optional.empty();
            }
            Instant since = Instant.EPOCH.plus(Long.parseLong(parts.get(0)), ChronoUnit.MICROS);
            return Optional.of(new Position(since, parts.get(1), parts.get(2), parts.get(3)));
        }
    }
}
