package io.croupier.round;

/** Carries a settlement or cash-out to the player's stream; called from a book's own thread, must neither block nor throw. */
@FunctionalInterface
public interface PlayerNotifier {
    void tell(PlayerNotice notice);
}
