package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet says to a transaction: the same for ever, but for {@code replayed}. Balances and version are those at the
 * time of the decision.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Answer.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Answer.Rejected.class, name = "rejected")
})
public sealed interface Answer {
    String transactionId();

    /** Whether the transaction had been decided before this request. */
    boolean replayed();

    Answer asReplayed();

    /** Status of an accepted transaction. */
    enum Status {
        ACCEPTED,
        /** A rollback of an unknown bet. */
        TOMBSTONED,
        /** A rollback of a bet that another rollback had given back. */
        ALREADY_ROLLED_BACK
    }

    /**
     * Decided and persisted.
     *
     * @param amountMinor signed: money out of the wallet is negative
     * @param split of the absolute amount over the buckets
     * @param balanceMinor total after it
     * @param version the wallet's sequence number after it
     */
    record Accepted(
            String transactionId,
            Status status,
            long amountMinor,
            Split split,
            long balanceMinor,
            String currency,
            long version,
            Instant at,
            boolean replayed)
            implements Answer {
        @Override
        public Answer asReplayed() {
            return new Accepted(transactionId, status, amountMinor, split, balanceMinor, currency, version, at, true);
        }
    }

    /**
     * Refused.
     *
     * @param balanceMinor total at the time, 0 for an unknown player
     * @param version the wallet's sequence number, 0 for an unknown player
     * @param bookCode the book's code where {@code code} is {@link WalletRejection#DECLINED}
     * @param restriction what stood in the way where a limit or a block did
     * @param original the first transaction of this id where {@code code} is {@link WalletRejection#TRANSACTION_CONFLICT}
     */
    record Rejected(
            String transactionId,
            WalletRejection code,
            long balanceMinor,
            long version,
            @Nullable String bookCode,
            @Nullable Restriction restriction,
            @Nullable TransactionView original,
            boolean replayed)
            implements Answer {
        @Override
        public Answer asReplayed() {
            return new Rejected(transactionId, code, balanceMinor, version, bookCode, restriction, original, true);
        }

        /** The code that an outside client sees. */
        public String publicCode() {
            return bookCode != null ? bookCode : code.code();
        }
    }
}
