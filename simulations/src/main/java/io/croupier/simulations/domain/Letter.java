package io.croupier.simulations.domain;

/**
 * A message on its way.
 *
 * @param tag chosen by who asks; an answer carries it back
 */
record Letter(String from, String to, long tag, Message message) {
    @Override
    public String toString() {
        return from + " -> " + to + " " + message;
    }
}
