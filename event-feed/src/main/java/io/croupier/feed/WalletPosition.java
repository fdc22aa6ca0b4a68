package io.croupier.feed;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Sha256;

/**
 * Up to where a wallet is projected, with what its next event must fit: the hash that it names, the balances that it starts
 * from.
 *
 * @param currency empty before it is opened
 */
record WalletPosition(long sequenceNumber, Sha256 hash, String currency, Balances balances) {
    static final WalletPosition NONE = new WalletPosition(0, Sha256.ZERO, "", Balances.ZERO);
}
