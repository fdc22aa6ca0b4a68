package io.croupier.wallet;

import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletView;
import java.util.List;

/** Told, from the wallet's own thread and after the write, of every change; must neither block nor throw. */
@FunctionalInterface
public interface WalletNotifier {
    /**
     * Money has moved.
     *
     * @param wallet as it is now
     * @param events what has led there, in order, at least one
     */
    void walletChanged(WalletView wallet, List<WalletEvent> events);
}
