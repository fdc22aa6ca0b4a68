package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.feed.Cursor.Epoch;
import io.croupier.feed.Page.Horizon;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant START = Instant.EPOCH;
    private static final Epoch EPOCH = new Epoch(1, 0, 0);

    private final Freshness freshness = new Freshness(START);

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    /** A look at second {@code second} that has read up to the transaction {@code to}. */
    private static Page look(int second, long xmin, long xmax, long to, boolean complete) {
        Cursor from = new Cursor(EPOCH, false, 0, 0);
        return new Page(from, from.at(to, 1), List.of(), new Horizon(xmin, xmax, at(second), 1), complete);
    }

    @Test
    void isTheTimeOfALookThatHasReadEverythingWhileNobodyWrites() {
        assertThat(freshness.after(look(5, 100, 100, 90, true))).isEqualTo(at(5));
    }

    @Test
    void staysWhileATransactionThatBeganBeforeTheLookMayStillWrite() {
        assertThat(freshness.after(look(5, 90, 100, 80, true))).isEqualTo(START);
        assertThat(freshness.after(look(6, 90, 110, 80, true))).isEqualTo(START);
        assertThat(freshness.after(look(7, 105, 110, 80, true))).isEqualTo(at(5));
        assertThat(freshness.after(look(8, 110, 110, 80, true))).isEqualTo(at(8));
    }

    @Test
    void followsTheCursorWhereThereIsMoreToRead() {
        assertThat(freshness.after(look(5, 100, 100, 20, false))).isEqualTo(START);
        assertThat(freshness.after(look(6, 300, 300, 100, false))).isEqualTo(at(5));
        assertThat(freshness.after(look(7, 300, 300, 250, false))).isEqualTo(at(5));
        assertThat(freshness.after(look(8, 300, 300, 299, true))).isEqualTo(at(8));
    }

    @Test
    void isUnknownWhileARestoreIsReadAgain() {
        Cursor restoring = new Cursor(EPOCH, true, 0, 0);
        Page page = new Page(restoring, restoring, List.of(), new Horizon(10, 10, at(5), 1), false);

        assertThat(freshness.after(page)).isEqualTo(START);
    }
}
