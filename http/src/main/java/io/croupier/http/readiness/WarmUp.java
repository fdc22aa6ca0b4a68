package io.croupier.http.readiness;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Route;
import io.croupier.wallet.StoredWalletEvent;
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

    /** Blocks the caller's thread for {@code limit} at most, and a request's limit beyond it. */
    public void run(Duration limit) {
        if (limit.isZero()) {
            return;
        }
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        int requests = 0;
        int rounds = 0;
        try (var port = Port.open(system, routes)) {
            while (System.nanoTime() < end) {
                requests += port.requests();
                // No caller's id has a tilde. Over many shards, and recovered from an empty journal each time.
                within(wallets.wallet("warm-up~" + rounds));
                wallet(rounds);
                if (rounds < MOST_EVENTS) {
                    within(canary.once());
                }
                rounds++;
            }
        } catch (ExecutionException | TimeoutException less) {
            LOG.warn("event=warm_up_ended_early reason={}", less.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info(
                "event=warmed_up requests={} rounds={} ms={}",
                requests,
                rounds,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
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
        int requests() throws InterruptedException, ExecutionException, TimeoutException {
            send(HttpRequest.newBuilder(uri.resolve("/v1/config")).GET());
            send(HttpRequest.newBuilder(uri.resolve("/v1/me/wallet")).GET());
            send(HttpRequest.newBuilder(uri.resolve("/provider/v1/wallets/warm-up/bets"))
                    .header("Content-Type", "application/json")
                    .header("Croupier-Key-Id", "warm-up")
                    .header("Croupier-Timestamp", "0")
                    .header("Croupier-Signature", "AAAA")
                    .POST(HttpRequest.BodyPublishers.ofString(BODY)));
            return 3;
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
