package io.croupier.http.provider;

import io.croupier.http.door.DoorMeter;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.wallet.Wallets;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a provider's program can call. */
public final class ProviderDoor {
    private ProviderDoor() {}

    /** @param meter told of every bet that a wallet was asked for */
    public static List<Endpoint> endpoints(
            SignedRequests signed, Wallets wallets, Tables tables, Rounds rounds, DoorMeter meter) {
        return Stream.concat(
                        new WalletCalls(wallets, meter).endpoints(signed).stream(),
                        new RoundCalls(tables, rounds).endpoints(signed).stream())
                .toList();
    }
}
