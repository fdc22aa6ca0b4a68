package io.croupier.http.readiness;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Route;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what the first requests would otherwise find cold, within a limit: HTTP over a port of its own, wallets that nobody has
 * opened and so leave nothing, a wallet's rules and the form of
 * its events in memory, and the journal's way by the canary. Nothing of it is a player's, none of it is counted among requests,
 * and what fails is only less warm.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    /** Events of a warm-up; each is a write of the shared journal. */
    private static final int MOST_EVENTS = 20;

    private static final int TRANSACTIONS = 200;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(1);
    /** The first actor that is read from the journal here waits for all that reads and writes it, connections included. */
    private static final Duration JOURNAL_LIMIT = Duration.ofSeconds(30);

    private static final String CURRENCY = "EUR";

    private final ActorSystem<?> system;
    private final Route routes;
    private final CanaryWatch canary;
    private final Wallets wallets;
    private final Clock clock;

    /** @param routes of the API, uncounted */
    public WarmUp(ActorSystem<?> system, Route routes, CanaryWatch canary, Wallets wallets, Clock clock) {
        this.system = system;
        this.routes = routes;
        this.canary = canary;
        this.wallets = wallets;
        this.clock = clock;
    }

    /** Blocks the caller's thread for {@code limit}, and for as long as the journal needs to be there. */
    public void run(Duration limit) {
        if (limit.isZero()) {
            return;
        }
        long begin = System.nanoTime();
        int rounds = 0;
        int unanswered = 0;
        try (var port = Port.open(system, routes)) {
            recover("warm-up~journal", JOURNAL_LIMIT);
            long end = System.nanoTime() + limit.toNanos();
            for (; System.nanoTime() < end; rounds++) {
                try {
                    round(port, rounds);
                } catch (ExecutionException | TimeoutException less) {
                    // A shard that is just on its way here answers late: the rest is to be warm all the same.
                    unanswered++;
                    LOG.debug("event=warm_up_unanswered round={}", rounds, less);
                }
            }
        } catch (ExecutionException | TimeoutException none) {
            LOG.warn("event=warm_up_ended_early reason={}", none.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info(
                "event=warmed_up rounds={} unanswered={} ms={}",
                rounds,
                unanswered,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    private void round(Port port, int number) throws InterruptedException, ExecutionException, TimeoutException {
        wallet(number);
        port.requests();
        // No caller's id has a tilde. Once wherever its shard is, which is at another node as long as this one is not
        // ready, and
        // once here: the first actor that is read from the journal here waits for all that reads and writes it.
        String id = "warm-up~" + number;
        within(wallets.wallet(id));
        recover(id, REQUEST_LIMIT);
        if (number < MOST_EVENTS) {
            within(canary.once());
        }
    }

    /** Reads a wallet from the journal, in which there is nothing of it. */
    private void recover(String id, Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        ActorRef<WalletEntity.Command> wallet =
                system.systemActorOf(WalletEntity.unhosted(system, id, clock), id, Props.empty());
        try {
            AskPattern.ask(wallet, WalletEntity.GetWallet::new, limit, system.scheduler())
                    .toCompletableFuture()
                    .get();
        } finally {
            system.classicSystem().stop(Adapter.toClassic(wallet));
        }
    }

    /** A wallet that is in no journal lives through deposits, bets and wins, each event written and read back. */
    private void wallet(int round) {
        Wallet wallet = Wallet.unopened("warm-up");
        wallet = decided(wallet, new Transaction.Open("op~open", CURRENCY, Reference.NONE));
        for (int i = 0; i < TRANSACTIONS; i += 3) {
            String id = round + "-" + i;
            wallet = decided(wallet, new Transaction.Deposit("op~" + id, 100, CURRENCY, Reference.NONE));
            wallet = decided(wallet, new Transaction.Bet("prv~warm~b" + id, 100, CURRENCY, Reference.NONE));
            wallet = decided(
                    wallet,
                    new Transaction.Win("prv~warm~w" + id, "prv~warm~b" + id, 50, CURRENCY, false, Reference.NONE));
        }
    }

    private Wallet decided(Wallet wallet, Transaction transaction) {
        Decision decision = wallet.decide(transaction, Instant.ofEpochMilli(clock.millis()));
        return decision.event()
                .map(event -> StoredWalletEvent.read(StoredWalletEvent.of(event).bytes()))
                .map(stored -> wallet.apply(stored.event(), stored.hash()))
                .orElse(wallet);
    }

    private static <T> T within(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(REQUEST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A port on this machine for as long as it takes. */
    private record Port(ServerBinding binding, HttpClient client, URI uri) implements AutoCloseable {
        private static final String BODY =
                "{\"transactionId\":\"warm-up\",\"roundId\":\"warm-up\",\"amountMinor\":1,\"currency\":\"EUR\"}";

        static Port open(ActorSystem<?> system, Route routes)
                throws InterruptedException, ExecutionException, TimeoutException {
            ServerBinding binding =
                    within(Http.get(system).newServerAt("127.0.0.1", 0).bind(routes));
            URI uri = URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(REQUEST_LIMIT)
                    .build();
            return new Port(binding, client, uri);
        }

        /** A page's question, a provider's bet under no known key, a player's question without a token. */
        void requests() throws InterruptedException, ExecutionException, TimeoutException {
            send(HttpRequest.newBuilder(uri.resolve("/v1/config")).GET());
            send(HttpRequest.newBuilder(uri.resolve("/v1/me/wallet")).GET());
            send(HttpRequest.newBuilder(uri.resolve("/provider/v1/wallets/warm-up/bets"))
                    .header("Content-Type", "application/json")
                    .header("Croupier-Key-Id", "warm-up")
                    .header("Croupier-Timestamp", "0")
                    .header("Croupier-Signature", "AAAA")
                    .POST(HttpRequest.BodyPublishers.ofString(BODY)));
        }

        private void send(HttpRequest.Builder request)
                throws InterruptedException, ExecutionException, TimeoutException {
            within(client.sendAsync(request.timeout(REQUEST_LIMIT).build(), HttpResponse.BodyHandlers.discarding()));
        }

        /** Waits until the port has gone, which its own limit bounds. */
        @Override
        public void close() {
            boolean gone = binding.terminate(REQUEST_LIMIT)
                    .handle((done, failure) -> failure == null)
                    .toCompletableFuture()
                    .completeOnTimeout(false, 2 * REQUEST_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            LOG.debug("event=warm_up_port_closed inTime={}", gone);
        }
    }
}
