package io.croupier.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.kubernetes.api.ApiResult.Failed;
import io.croupier.kubernetes.api.ApiResult.Failure;
import io.croupier.kubernetes.api.ApiResult.Ok;
import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeApiServer.Account;
import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.kubernetes.fake.SimulatedPods;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against an API server that asks for TLS, tokens and rights. */
class KubernetesApiIT {
    private static final String SELECTOR = "app.kubernetes.io/name=croupier,app.kubernetes.io/component=node";
    private static final String GUARD = "croupier.io/guard";

    @TempDir
    Path directory;

    private final SimulatedPods pods = new SimulatedPods(1);
    private final FakeCell cell = new FakeCell(2, 1, pods);
    private FakeApiServer server;
    private Account account;
    private KubernetesApi api;

    @BeforeEach
    void start() {
        server = new FakeApiServer(directory, cell);
        account = server.account("guard");
        api = new KubernetesApi(settings(server.port(), account.ca(), Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
        pods.close();
    }

    private ApiSettings settings(int port, Path ca, Duration timeout) {
        return new ApiSettings(
                URI.create("https://127.0.0.1:" + port),
                account.token(),
                ca,
                account.namespace(),
                timeout,
                Duration.ofSeconds(30));
    }

    private static <T> T value(CompletionStage<ApiResult<T>> call) {
        ApiResult<T> result = call.toCompletableFuture().join();
        assertThat(result).isInstanceOf(Ok.class);
        return ((Ok<T>) result).value();
    }

    private static <T> Failed<T> failure(CompletionStage<ApiResult<T>> call) {
        ApiResult<T> result = call.toCompletableFuture().join();
        assertThat(result).isInstanceOf(Failed.class);
        return (Failed<T>) result;
    }

    @Test
    void readsPodsAndStatefulSet() {
        PodList list = value(api.pods(SELECTOR));

        assertThat(list.pods()).extracting(Pod::name).containsExactly("croupier-0", "croupier-1");
        assertThat(list.pods()).extracting(Pod::revision).containsOnly("croupier-r1");
        assertThat(list.pods()).extracting(Pod::rollout).containsOnly(1L);
        assertThat(value(api.pods("app.kubernetes.io/name=other")).pods()).isEmpty();
        assertThat(value(api.statefulSet("croupier")))
                .isEqualTo(new StatefulSet("croupier", 2, "croupier-r1", 1, true, true));
    }

    @Test
    void deletesOnlyThePodThatIsMeant() {
        Pod first = value(api.pods(SELECTOR)).pods().get(0);

        assertThat(failure(api.deletePod(first.name(), "another")).failure()).isEqualTo(Failure.CONFLICT);
        assertThat(failure(api.deletePod("croupier-9", first.uid())).failure()).isEqualTo(Failure.NOT_FOUND);
        assertThat(cell.deleted()).isEmpty();

        JsonNode leaving = value(api.deletePod(first.name(), first.uid()));
        assertThat(leaving.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
        assertThat(cell.deleted()).containsExactly("croupier-0");
    }

    @Test
    void setsTheBudgetThatItHasReadAndNoOther() {
        Budget read = value(api.budget("croupier"));
        assertThat(read.maxUnavailable()).isEqualTo("1");
        assertThat(cell.history()).noneMatch(line -> line.startsWith("budget"));

        // Its version changes by itself as pods come and go.
        Budget set = null;
        for (int tries = 0; set == null && tries < 100; tries++) {
            var result = api.setBudget(
                    "croupier", 0, GUARD, "{}", value(api.budget("croupier")).resourceVersion());
            set = result.toCompletableFuture().join() instanceof Ok<Budget> ok ? ok.value() : null;
        }
        assertThat(cell.maxUnavailable()).isZero();
        assertThat(set).isNotNull();
        assertThat(set.maxUnavailable()).isEqualTo("0");
        assertThat(set.annotations()).containsEntry(GUARD, "{}");

        assertThat(failure(api.setBudget("croupier", 1, GUARD, "{}", read.resourceVersion()))
                        .failure())
                .isEqualTo(Failure.CONFLICT);
        assertThat(cell.maxUnavailable()).isZero();
    }

    @Test
    void isToldOfChanges() throws InterruptedException {
        PodList list = value(api.pods(SELECTOR));
        CountDownLatch changes = new CountDownLatch(3);
        try (PodWatch watch = api.watch(SELECTOR, list.resourceVersion(), changes::countDown)) {
            value(api.deletePod("croupier-0", list.pods().get(0).uid()));

            assertThat(changes.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.end().toCompletableFuture()).isNotDone();
            server.goAway();
            assertThat(((Failed<String>) watch.end().toCompletableFuture().join()).failure())
                    .isEqualTo(Failure.UNAVAILABLE);
        }
    }

    @Test
    void readsItsTokenAnewForEachCall() {
        value(api.pods(SELECTOR));
        server.expireTokens();
        assertThat(failure(api.pods(SELECTOR)).failure()).isEqualTo(Failure.UNAUTHENTICATED);
        assertThat(((Failed<String>) api.watch(SELECTOR, "1", () -> {})
                                .end()
                                .toCompletableFuture()
                                .join())
                        .failure())
                .isEqualTo(Failure.UNAUTHENTICATED);

        server.renew(account, "guard");
        value(api.pods(SELECTOR));
    }

    @Test
    void mayDoNoMoreThanItsRolesSay() {
        assertThat(failure(api.statefulSet("other")).failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(failure(api.budget("other")).failure()).isEqualTo(Failure.FORBIDDEN);
    }

    @Test
    void saysInTimeThatTheServerIsNotThere() throws IOException {
        server.goAway();
        assertThat(failure(api.pods(SELECTOR)).failure()).isEqualTo(Failure.UNAVAILABLE);
        server.comeBack();
        value(api.pods(SELECTOR));

        try (ServerSocket silent = new ServerSocket(0);
                KubernetesApi deaf =
                        new KubernetesApi(settings(silent.getLocalPort(), account.ca(), Duration.ofMillis(300)))) {
            assertThat(failure(deaf.pods(SELECTOR)).failure()).isEqualTo(Failure.UNAVAILABLE);
        }
    }

    @Test
    void trustsNoServerThatItsCertificatesDoNotVouchFor() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (FakeApiServer another = FakeApiServer.stranger(other, cell);
                KubernetesApi wary = new KubernetesApi(
                        settings(server.port(), another.account("guard").ca(), Duration.ofSeconds(20)))) {
            Failed<PodList> failed = failure(wary.pods(SELECTOR));
            assertThat(failed.failure()).isEqualTo(Failure.UNAVAILABLE);
            assertThat(failed.message()).contains("SSLHandshakeException");

            Files.writeString(other.resolve("guard.ca.crt"), Files.readString(account.ca()));
            value(wary.pods(SELECTOR));
        }
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        Files.delete(account.token());

        assertThat(failure(api.pods(SELECTOR)).message()).contains("guard.token");
    }
}
