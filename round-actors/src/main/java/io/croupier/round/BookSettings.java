package io.croupier.round;

import com.typesafe.config.Config;
import java.time.Duration;

/** The limits and times of a book, from {@code croupier.round.book}; see the module's {@code reference.conf}. */
record BookSettings(
        int maxBets,
        int maxBatch,
        int maxStash,
        int maxWaiters,
        int maxDeclines,
        int maxCalls,
        int maxPage,
        Duration callTimeout,
        Duration callTimeoutMax,
        Duration refusedRetryMin,
        Duration refusedRetryMax,
        Duration resolveTimeout,
        Duration outOfReach,
        Duration passivateAfter,
        Duration leaveAfter) {
    static BookSettings of(Config root) {
        Config book = root.getConfig("croupier.round.book");
        return new BookSettings(
                Settings.positive(book, "max-bets"),
                Settings.positive(book, "max-batch"),
                Settings.positive(book, "max-waiting-for-registration"),
                Settings.positive(book, "max-waiters-per-bet"),
                Settings.positive(book, "max-declines"),
                Settings.positive(book, "max-wallet-calls"),
                Settings.positive(book, "max-page"),
                Settings.time(book, "wallet-call-timeout"),
                Settings.time(book, "wallet-call-timeout-max"),
                Settings.time(book, "refused-credit-retry-min"),
                Settings.time(book, "refused-credit-retry-max"),
                Settings.time(book, "resolve-timeout"),
                Settings.time(book, "out-of-reach"),
                Settings.time(book, "passivate-after"),
                Settings.time(book, "leave-after"));
    }
}
