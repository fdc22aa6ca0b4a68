package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.audit.MoneyReport;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.Book;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletView;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over histories by chance: the ledger is zero, equals the wallets, and says what the audit says of the same journal. */
class LedgerIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final int STEPS = 60;

    private final JournalWriter journal = new JournalWriter();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void isWhatTheWalletsAndBooksSay(long seed) throws SQLException {
        Random random = new Random(seed);
        try (Connection connection = DATABASE.connect();
                DrivenFeed feed = new DrivenFeed(DATABASE, "one", 1 + random.nextInt(200))) {
            RandomEvening evening = new RandomEvening(seed, connection, journal);
            evening.open();
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> evening.cashier();
                    case 1 -> evening.provider();
                    case 2 -> evening.round();
                    case 3 -> evening.bonus();
                    default -> feed.step();
                }
            }
            feed.drain();

            expectZeroPerCurrency();
            expectAccountsOfPostings();
            for (Wallet wallet : journal.wallets().values()) {
                expectAccountsOf(wallet);
                expectTransactionsOf(wallet);
            }
            expectBets(evening.books());
            expectColumns(RandomEvening.audited(connection).report(Instant.now()));
        }
    }

    private static void expectZeroPerCurrency() throws SQLException {
        assertThat(DATABASE.rows(
                        "SELECT currency, sum(balance_minor) FROM ledger_account GROUP BY currency ORDER BY 1"))
                .containsExactly("EUR|0", "USD|0");
    }

    private static void expectAccountsOfPostings() throws SQLException {
        assertThat(DATABASE.rows(
                        "SELECT account, currency, sum(amount) FROM (SELECT debit_account AS account, currency,"
                                + " -amount_minor AS amount FROM ledger_posting UNION ALL SELECT credit_account, currency,"
                                + " amount_minor FROM ledger_posting) p GROUP BY 1, 2 EXCEPT"
                                + " SELECT account, currency, balance_minor FROM ledger_account"))
                .isEmpty();
    }

    /** At the same sequence number, by bucket. */
    private static void expectAccountsOf(Wallet wallet) throws SQLException {
        WalletView view = wallet.view();
        String player = "player:" + wallet.playerId();
        assertThat(DATABASE.rows(
                        "SELECT balance_minor, sequence_number, currency FROM ledger_account WHERE account = ?",
                        player + ":real"))
                .containsExactly(view.realMinor() + "|" + wallet.version() + "|" + view.currency());
        assertThat(DATABASE.number(
                        "SELECT coalesce(sum(balance_minor), 0) FROM ledger_account WHERE account = ?",
                        player + ":bonus"))
                .isEqualTo(view.bonusMinor());
        assertThat(DATABASE.number(
                        "SELECT coalesce(sum(-balance_minor), 0) FROM ledger_account WHERE account = ?",
                        player + ":debt"))
                .isEqualTo(view.debtMinor());
    }

    private static void expectTransactionsOf(Wallet wallet) throws SQLException {
        List<String> expected = new ArrayList<>();
        for (TransactionView view : wallet.transactions(Long.MAX_VALUE, Integer.MAX_VALUE)) {
            expected.add(view.version() + "|" + view.id() + "|" + view.kind() + "|" + view.amountMinor() + "|"
                    + (view.balanceMinor() - view.amountMinor()) + "|" + view.balanceMinor());
        }
        assertThat(DATABASE.rows(
                        "SELECT version, transaction_id, kind, amount_minor, balance_before_minor, balance_after_minor"
                                + " FROM player_transaction WHERE player_id = ? AND code IS NULL ORDER BY version DESC",
                        wallet.playerId()))
                .isEqualTo(expected);
    }

    private static void expectBets(Map<String, Book> books) throws SQLException {
        List<String> expected = new ArrayList<>();
        books.forEach((bookId, book) -> {
            for (Bet bet : book.bets().values()) {
                expected.add(
                        bookId + "|" + bet.key().playerId() + "|" + bet.key().betId() + "|" + bet.stakeMinor() + "|"
                                + bet.state().publicName() + "|" + bet.code() + "|" + bet.payoutMinor() + "|"
                                + bet.resultVersion());
            }
        });
        assertThat(DATABASE.rows("SELECT book_id, player_id, bet_id, stake_minor, state, code, payout_minor,"
                        + " result_version FROM player_bet"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void expectColumns(MoneyReport report) throws SQLException {
        List<String> expected = new ArrayList<>();
        report.currencies()
                .forEach((currency, columns) -> expected.add(currency + "|" + columns.playersMinor() + "|"
                        + columns.inPlayMinor() + "|" + columns.houseMinor() + "|" + columns.bonusCostMinor() + "|"
                        + columns.cashierMinor()));
        assertThat(DATABASE.rows("SELECT currency" + sum("player:") + sum("in-play:") + sum("house:")
                        + sum("bonus-cost") + sum("cashier")
                        + " FROM ledger_account GROUP BY currency ORDER BY 1"))
                .isEqualTo(expected);
    }

    private static String sum(String prefix) {
        return ", coalesce(sum(balance_minor) FILTER (WHERE account LIKE '" + prefix + "%'), 0)";
    }
}
