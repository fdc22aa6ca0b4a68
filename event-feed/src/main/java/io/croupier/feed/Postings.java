package io.croupier.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A batch's double entries, and what they come to for each account that they touch. */
final class Postings {
    private static final String ACCOUNTS =
            "INSERT INTO ledger_account AS a (account, currency, balance_minor, sequence_number)"
                    + " SELECT * FROM unnest(?, ?, ?, ?) ON CONFLICT (account, currency) DO UPDATE SET"
                    + " balance_minor = a.balance_minor + EXCLUDED.balance_minor,"
                    + " sequence_number = COALESCE(EXCLUDED.sequence_number, a.sequence_number)";

    private final CopyText postings = new CopyText("ledger_posting (persistence_id, sequence_number, position,"
            + " debit_account, credit_account, amount_minor, currency, at)");
    private final Map<Key, Total> accounts = new HashMap<>();

    private record Key(String account, String currency) {}

    private static final class Total {
        long minor;

        @Nullable Long sequenceNumber;
    }

    /** The postings of one event, numbered from 0. */
    final class Of {
        private final FeedEvent event;
        private final String currency;
        private final Instant at;
        private int position;

        private Of(FeedEvent event, String currency, Instant at) {
            this.event = event;
            this.currency = currency;
            this.at = at;
        }

        /** Moves an amount from one account to another; a negative one the other way, and nothing for zero. */
        void move(String debit, String credit, long amountMinor) {
            if (amountMinor < 0) {
                move(credit, debit, Math.negateExact(amountMinor));
                return;
            }
            if (amountMinor == 0) {
                return;
            }
            postings.add(event.persistenceId())
                    .add(event.sequenceNumber())
                    .add(position)
                    .add(debit)
                    .add(credit)
                    .add(amountMinor)
                    .add(currency)
                    .add(at)
                    .endRow();
            position++;
            Total from = total(debit, currency);
            from.minor = Math.subtractExact(from.minor, amountMinor);
            Total to = total(credit, currency);
            to.minor = Math.addExact(to.minor, amountMinor);
        }
    }

    Of of(FeedEvent event, String currency, Instant at) {
        return new Of(event, currency, at);
    }

    /** This account is added up to this event of its wallet, whether that moved anything or not. */
    void upTo(String account, String currency, long sequenceNumber) {
        total(account, currency).sequenceNumber = sequenceNumber;
    }

    private Total total(String account, String currency) {
        return Objects.requireNonNull(accounts.computeIfAbsent(new Key(account, currency), any -> new Total()));
    }

    void write(Connection connection) throws SQLException {
        postings.send(connection);
        var rows = new ColumnArrays("text", "text", "int8", "int8");
        accounts.forEach((key, total) -> rows.add(key.account, key.currency, total.minor, total.sequenceNumber));
        rows.execute(connection, ACCOUNTS);
    }
}
