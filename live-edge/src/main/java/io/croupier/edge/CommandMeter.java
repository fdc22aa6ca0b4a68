package io.croupier.edge;

/** Told how players' commands were answered, on an actor's thread: must neither block, nor take a lock, nor fail. */
@FunctionalInterface
public interface CommandMeter {
    /**
     * A bet or a cash-out has its answer.
     *
     * @param inTime false where none came in time, and the player was told to ask again
     * @param nanos from the command's arrival at the player's stream to the answer
     */
    void answered(boolean inTime, long nanos);
}
