package io.croupier.wallet;

import io.croupier.wallet.domain.WalletView;

/** Told, from the wallet's own thread and after the write, of every change; must neither block nor throw. */
@FunctionalInterface
public interface WalletNotifier {
    void walletChanged(WalletView wallet);
}
