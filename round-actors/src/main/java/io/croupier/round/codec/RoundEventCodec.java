package io.croupier.round.codec;

import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.codec.EventCodec;

/** The stored form of {@link RoundEvent}s: CBOR under these type names, which are for ever. */
public final class RoundEventCodec {
    public static final EventCodec<RoundEvent> CODEC = EventCodec.forEvents(RoundEvent.class)
            .event("round-opened", RoundEvent.RoundOpened.class)
            .event("book-registered", RoundEvent.BookRegistered.class)
            .event("close-accepted", RoundEvent.CloseAccepted.class)
            .event("betting-closing", RoundEvent.BettingClosing.class)
            .event("bets-closed", RoundEvent.BetsClosed.class)
            .event("flight-started", RoundEvent.FlightStarted.class)
            .event("flight-landing", RoundEvent.FlightLanding.class)
            .event("result-recorded", RoundEvent.ResultRecorded.class)
            .event("round-settled", RoundEvent.RoundSettled.class)
            .event("void-accepted", RoundEvent.VoidAccepted.class)
            .event("round-voided", RoundEvent.RoundVoided.class)
            .build();

    private RoundEventCodec() {}
}
