package io.croupier.edge;

import akka.actor.typed.RecipientRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.BookEntity;
import io.croupier.round.TableEntity;
import io.croupier.wallet.WalletEntity;
import java.util.function.Function;

/** The entities behind the edge, each by its id. */
record Upstream(
        Function<String, RecipientRef<TableEntity.Command>> tables,
        Function<String, RecipientRef<BookEntity.Command>> books,
        Function<String, RecipientRef<WalletEntity.Command>> wallets,
        Function<String, RecipientRef<PlayerStream.Command>> streams) {

    static Upstream of(ClusterSharding sharding) {
        return new Upstream(
                id -> sharding.entityRefFor(TableEntity.KEY, id),
                id -> sharding.entityRefFor(BookEntity.KEY, id),
                id -> sharding.entityRefFor(WalletEntity.KEY, id),
                id -> sharding.entityRefFor(PlayerStream.KEY, id));
    }
}
