package io.croupier.wallet.domain;

/** What became of a bet; one that was taken and has none is open. */
enum Fate {
    WON,
    /** Given back, or never to be taken. */
    GONE
}
