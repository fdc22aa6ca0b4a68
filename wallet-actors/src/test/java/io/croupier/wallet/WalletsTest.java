package io.croupier.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.ConfigFactory;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletView;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Wallets through the cluster's sharding, on a cluster of one. */
class WalletsTest {
    private static final BlockingQueue<WalletView> NOTIFIED = new LinkedBlockingQueue<>();

    private static ActorTestKit kit;
    private static PersistenceTestKit journal;
    private static Wallets wallets;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString("""
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                akka.cluster { gossip-interval = 100ms, leader-actions-interval = 100ms }
                akka.cluster.sharding { retry-interval = 100ms, waiting-for-state-timeout = 500ms }
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                croupier.wallet { ask-timeout = 2s, idle-timeout = 1s }
                croupier.wallet.restart { min-back-off = 10ms, max-back-off = 50ms }
                """);
        kit = ActorTestKit.create(
                config.withFallback(PersistenceTestKitPlugin.getInstance().config())
                        .withFallback(ActorTestKit.applicationTestConfig()));
        journal = PersistenceTestKit.create(kit.system());
        var cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        var sharding = ClusterSharding.get(kit.system());
        WalletEntity.init(
                kit.system(), sharding, (wallet, events) -> NOTIFIED.add(wallet), WalletIndex.NONE, Clock.systemUTC());
        wallets = new Wallets(kit.system(), sharding);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What a caller does about an unknown outcome: the same again, until there is an answer. */
    private static Answer untilAnswered(String playerId, Transaction transaction) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                return await(wallets.transact(playerId, transaction));
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(OutcomeUnknown.class);
            }
        }
        throw new AssertionError("no answer to " + transaction);
    }

    private static void open(String playerId, long amountMinor) {
        untilAnswered(playerId, new Transaction.Open("op~open", "EUR", Reference.NONE));
        untilAnswered(playerId, new Transaction.Deposit("op~d", amountMinor, "EUR", Reference.NONE));
    }

    @Test
    void aWalletIsOpenedFilledAndAsked() {
        open("ann", 500);
        assertThat(await(wallets.wallet("ann"))).isEqualTo(new WalletView("ann", true, "EUR", 500, 500, 0, 0, 2));
        assertThat(await(wallets.transaction("ann", "op~d")))
                .hasValueSatisfying(found -> assertThat(found.amountMinor()).isEqualTo(500));
        assertThat(await(wallets.wallet("nobody")).open()).isFalse();
        assertThat(await(wallets.wallet("nobody")).open()).isFalse();
        assertThat(NOTIFIED).contains(new WalletView("ann", true, "EUR", 500, 500, 0, 0, 2));
    }

    @Test
    void noAnswerInTimeIsAnUnknownOutcomeAndTheSameIdIsAnsweredLater() {
        open("bob", 500);
        journal.failNextPersisted(WalletEntity.persistenceId("bob").id());
        var bet = new Transaction.Bet("bet~1", 100, "EUR", Reference.NONE);
        assertThatThrownBy(() -> await(wallets.transact("bob", bet)))
                .hasCauseInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("playerId=bob transactionId=bet~1");
        assertThat(untilAnswered("bob", bet)).isInstanceOf(Answer.Accepted.class);
        assertThat(await(wallets.wallet("bob")).balanceMinor()).isEqualTo(400);
    }
}
