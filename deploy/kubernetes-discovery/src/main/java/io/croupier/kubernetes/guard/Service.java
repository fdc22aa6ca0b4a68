package io.croupier.kubernetes.guard;

/**
 * Whether the SLO is kept.
 *
 * @param detail what breaks it; empty where it is kept
 */
record Service(boolean kept, String detail) {
    static final Service KEPT = new Service(true, "");

    static Service broken(String detail) {
        return new Service(false, detail);
    }
}
