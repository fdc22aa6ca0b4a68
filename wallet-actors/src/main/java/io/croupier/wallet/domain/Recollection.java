package io.croupier.wallet.domain;

import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of one transaction id of one wallet.
 *
 * @param event what decided it, null where nothing did
 * @param version the event's number, 0 where there is none
 * @param won whether winnings were paid for a bet of this id
 * @param gone whether a bet of this id was given back, or is never to be taken
 */
public record Recollection(@Nullable WalletEvent event, long version, boolean won, boolean gone) {
    public static final Recollection NOTHING = new Recollection(null, 0, false, false);

    @Nullable Decided decided() {
        return event == null ? null : Decided.by(event, version);
    }

    @Nullable Fate fate() {
        return gone || Memory.isNeverTaken(event) ? Fate.GONE : won ? Fate.WON : null;
    }
}
