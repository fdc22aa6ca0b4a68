package io.croupier.http.door;

/** Told of what the doors have answered, on the threads that answer: must neither block, nor take a lock, nor fail. */
public interface DoorMeter {
    /** Counts nothing. */
    DoorMeter NONE = new DoorMeter() {
        @Override
        public void answered(Door door, int status, long nanos) {}

        @Override
        public void command(boolean inTime, long nanos) {}

        @Override
        public void bet(BetOutcome outcome) {}
    };

    /** Tells both. */
    static DoorMeter both(DoorMeter one, DoorMeter other) {
        return new DoorMeter() {
            @Override
            public void answered(Door door, int status, long nanos) {
                one.answered(door, status, nanos);
                other.answered(door, status, nanos);
            }

            @Override
            public void command(boolean inTime, long nanos) {
                one.command(inTime, nanos);
                other.command(inTime, nanos);
            }

            @Override
            public void bet(BetOutcome outcome) {
                one.bet(outcome);
                other.bet(outcome);
            }
        };
    }

    /** How a bet was answered; one that is sent again is answered again. */
    enum BetOutcome {
        ACCEPTED,
        REJECTED,
        /** No answer in time: the caller repeats it. */
        UNKNOWN
    }

    /**
     * A request has its answer.
     *
     * @param status of HTTP
     * @param nanos from the request's head to the answer's
     */
    void answered(Door door, int status, long nanos);

    /**
     * A player's bet or cash-out, sent on a WebSocket, has its answer.
     *
     * @param inTime false where none came in time, and the player was told to ask again
     * @param nanos from the command's arrival at the player's stream to the answer
     */
    void command(boolean inTime, long nanos);

    /** A wallet has decided a provider's bet, or has not in time. */
    void bet(BetOutcome outcome);
}
