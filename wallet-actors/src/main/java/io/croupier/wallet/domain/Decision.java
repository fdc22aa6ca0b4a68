package io.croupier.wallet.domain;

import java.util.Optional;

/**
 * What a wallet makes of a transaction.
 *
 * @param answer to be given once {@code event} is stored
 * @param event empty where nothing is to be stored: a replay, a conflict, an unknown player, no room for a credit
 */
public record Decision(Answer answer, Optional<WalletEvent> event) {
    static Decision withoutEvent(Answer answer) {
        return new Decision(answer, Optional.empty());
    }
}
