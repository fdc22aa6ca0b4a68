package io.croupier.simulations.crowd;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Reads {@code 2026-01-31T23:59:59.123Z}, remembering the day: there are few of them and many messages. One thread. */
final class UtcTimes {
    private static final int DAY_LENGTH = 10;
    private static final byte[] SHAPE = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);

    private byte[] day = {};
    private long dayMillis;

    /**
     * Milliseconds since 1970.
     *
     * @throws java.time.DateTimeException where it is not a time at all; any other ISO 8601 UTC time is read more slowly
     */
    long millis(byte[] bytes, int from, int to) {
        if (!hasShape(bytes, from, to)) {
            return Instant.parse(text(bytes, from, to)).toEpochMilli();
        }
        if (!Bytes.equal(bytes, from, from + DAY_LENGTH, day)) {
            dayMillis = LocalDate.parse(text(bytes, from, from + DAY_LENGTH))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
            day = Arrays.copyOfRange(bytes, from, from + DAY_LENGTH);
        }
        return dayMillis
                + TimeUnit.HOURS.toMillis(number(bytes, from + 11, 2))
                + TimeUnit.MINUTES.toMillis(number(bytes, from + 14, 2))
                + TimeUnit.SECONDS.toMillis(number(bytes, from + 17, 2))
                + number(bytes, from + 20, 3);
    }

    private static boolean hasShape(byte[] bytes, int from, int to) {
        if (to - from != SHAPE.length) {
            return false;
        }
        for (int i = 0; i < SHAPE.length; i++) {
            byte here = bytes[from + i];
            boolean fits = SHAPE[i] == '0' ? here >= '0' && here <= '9' : here == SHAPE[i];
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
