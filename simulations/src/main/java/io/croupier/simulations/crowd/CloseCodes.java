package io.croupier.simulations.crowd;

/** What a close code means for the one who was closed. */
final class CloseCodes {
    static final int NORMAL = 1000;
    /** Cut without a word. */
    static final int ABNORMAL = 1006;
    /** Closed because it did not read what was sent. */
    static final int SLOW = 4008;

    /** Whether a well-behaved client comes back after this code. */
    static boolean comesBack(int code) {
        return code == 1001 || code == ABNORMAL || code == 1012 || (code >= 4000 && code < 4500);
    }

    private CloseCodes() {}
}
