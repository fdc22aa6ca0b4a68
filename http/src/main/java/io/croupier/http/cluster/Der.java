package io.croupier.http.cluster;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** As much of ASN.1's DER (X.690) as a certificate needs: each method gives the bytes of one element. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0xa0;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(SEQUENCE, elements);
    }

    static byte[] set(byte[]... elements) {
        return element(SET, elements);
    }

    /** An element with the explicit tag {@code number}. */
    static byte[] tagged(int number, byte[] element) {
        return element(CONTEXT + number, element);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    static byte[] bits(byte[] bytes) {
        return element(BIT_STRING, new byte[] {0}, bytes);
    }

    static byte[] octets(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    static byte[] text(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** To the second, and before the year 2050. */
    static byte[] time(Instant at) {
        return element(UTC_TIME, SECONDS.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier by its numbers, the first two taken together as X.690 has it. */
    static byte[] id(int firstTwo, int... others) {
        var body = new ByteArrayOutputStream();
        body.write(firstTwo);
        for (int number : others) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (number >>> shift != 0) {
                    body.write(0x80 | ((number >>> shift) & 0x7f));
                }
            }
            body.write(number & 0x7f);
        }
        return element(OBJECT_ID, body.toByteArray());
    }

    static byte[] yes() {
        return new byte[] {0x01, 0x01, (byte) 0xff};
    }

    static byte[] nothing() {
        return new byte[] {0x05, 0x00};
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var bytes = new ByteArrayOutputStream(length + 5);
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            byte[] size = BigInteger.valueOf(length).toByteArray();
            int sign = size[0] == 0 ? 1 : 0;
            bytes.write(0x80 | (size.length - sign));
            bytes.write(size, sign, size.length - sign);
        }
        for (byte[] part : parts) {
            bytes.write(part, 0, part.length);
        }
        return bytes.toByteArray();
    }
}
