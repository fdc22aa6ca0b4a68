package io.croupier.simulations.crowd;

import java.util.Arrays;

/** Comparisons of a part of an array that allocate nothing. */
final class Bytes {
    /** Whether the part from {@code from} to before {@code to} is this. */
    static boolean equal(byte[] bytes, int from, int to, byte[] expected) {
        return to - from == expected.length && Arrays.equals(bytes, from, to, expected, 0, expected.length);
    }

    /** As the other, for a text of ASCII characters only. */
    static boolean equal(byte[] bytes, int from, int to, String expected) {
        if (to - from != expected.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != expected.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private Bytes() {}
}
