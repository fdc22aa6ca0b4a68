package io.croupier.edge;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.croupier.round.PlayerNotice;
import io.croupier.round.PlayerNotifier;
import io.croupier.round.domain.BetTransactions;
import io.croupier.wallet.WalletNotifier;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletView;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;

/** The players' streams of the whole cluster: what wallets and books tell here reaches the player's sessions, wherever they are. */
public final class PlayerStreams implements PlayerNotifier, WalletNotifier {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClusterSharding sharding;

    private PlayerStreams(ClusterSharding sharding) {
        this.sharding = sharding;
    }

    /**
     * Makes this node host streams. To be called once per node, before wallets and books are; those are looked up only when
     * a player is there.
     *
     * @param counters of this node's edge
     */
    public static PlayerStreams init(
            ActorSystem<?> system, ClusterSharding sharding, EdgeSettings settings, EdgeCounters counters) {
        Upstream upstream = Upstream.of(sharding);
        sharding.init(Entity.of(
                        PlayerStream.KEY,
                        entity -> PlayerStream.create(
                                entity.getEntityId(),
                                new PlayerStream.Wiring(
                                        upstream,
                                        settings.stream(),
                                        Clock.systemUTC(),
                                        System::nanoTime,
                                        PlayerStreams::newEpoch,
                                        entity.getShard(),
                                        counters)))
                .withStopMessage(new PlayerStream.Stop()));
        system.log().info("player streams: hosted here");
        return new PlayerStreams(sharding);
    }

    @Override
    public void tell(PlayerNotice notice) {
        sharding.entityRefFor(PlayerStream.KEY, notice.playerId()).tell(new PlayerStream.Noticed(notice));
    }

    /** What a book has done it tells by itself, with the balance: a second message for each bet would say nothing new. */
    @Override
    public void walletChanged(WalletView wallet, List<WalletEvent> events) {
        for (WalletEvent event : events) {
            if (!BetTransactions.toldByBook(event)) {
                sharding.entityRefFor(PlayerStream.KEY, wallet.playerId()).tell(new PlayerStream.WalletChanged(wallet));
                return;
            }
        }
    }

    /** Random, so that no two incarnations share one. */
    static String newEpoch() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
