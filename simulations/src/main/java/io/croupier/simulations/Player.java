package io.croupier.simulations;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A player that the simulation plays; has one seat at a time, and none while the program is down. */
final class Player {
    private final String playerId;
    private final String token;
    private final AtomicLong bets = new AtomicLong();
    private volatile @Nullable Seat seat;
    private volatile OwnStream.@Nullable Place left;

    Player(String playerId, String token) {
        this.playerId = playerId;
        this.token = token;
    }

    String playerId() {
        return playerId;
    }

    String token() {
        return token;
    }

    /** A bet id that this player has not used: ids are a player's own, and no player has bet before the run. */
    String nextBetId() {
        return "b" + bets.incrementAndGet();
    }

    /** The seat to speak through, null while there is none. */
    @Nullable Seat seat() {
        return seat;
    }

    /** The seat; an exception where there is none. */
    Seat seated() {
        Seat now = seat;
        if (now == null) {
            throw new SimulationException(playerId + " has no connection");
        }
        return now;
    }

    void sit(Seat newSeat) {
        seat = newSeat;
    }

    void leave() {
        Seat old = seat;
        seat = null;
        if (old != null) {
            old.close();
            left = old.place();
        }
    }

    /** Where the last seat ended, for a new one to go on from; null beside a seat and before the first. */
    OwnStream.@Nullable Place left() {
        return seat == null ? left : null;
    }
}
