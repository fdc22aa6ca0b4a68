package io.croupier.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.kubernetes.api.ApiResult.Failure;
import io.croupier.kubernetes.api.ApiResult.Ok;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The Kubernetes API for one pod's service account. Token, certificates and namespace are read from their files for each call:
 * the token is replaced about every hour, and one that has expired is answered 401 until the file has the next.
 *
 * <p>Calls end within their time-out and never fail otherwise than by value; nothing is repeated here. Files are read by threads
 * of its own, so that callers may be actors.
 */
public final class KubernetesApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final int MOST_PODS = 500;
    private static final int THREADS = 2;

    private final ApiSettings settings;
    private final ExecutorService threads;
    private final TrustedClient client;

    public KubernetesApi(ApiSettings settings) {
        this.settings = settings;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "kubernetes-api");
            thread.setDaemon(true);
            return thread;
        });
        this.client = new TrustedClient(settings.caFile(), settings.timeout(), threads);
    }

    /** The pods that {@code selector} finds, in the pod's own namespace; more than 500 are refused. */
    public CompletionStage<ApiResult<PodList>> pods(String selector) {
        String query = "?limit=" + MOST_PODS + "&labelSelector=" + encoded(selector);
        return call("GET", "/api/v1/namespaces/%s/pods" + query, "", "")
                .thenCompose(result -> result.then(list -> CompletableFuture.completedFuture(pods(list))));
    }

    private static ApiResult<PodList> pods(JsonNode list) {
        if (!list.at("/metadata/continue").asText().isEmpty()) {
            return ApiResult.failed(Failure.REFUSED, "the selector finds more than " + MOST_PODS + " pods");
        }
        List<Pod> pods = new ArrayList<>();
        list.path("items").forEach(pod -> pods.add(Pod.of(pod)));
        return new Ok<>(new PodList(list.at("/metadata/resourceVersion").asText(), pods));
    }

    /**
     * Tells of each change to those pods after {@code resourceVersion}.
     *
     * @param changed called from a thread of this client's
     */
    public PodWatch watch(String selector, String resourceVersion, Runnable changed) {
        String query = "?watch=true&timeoutSeconds=" + settings.watchTimeout().toSeconds() + "&resourceVersion="
                + encoded(resourceVersion) + "&labelSelector=" + encoded(selector);
        PodWatch watch = new PodWatch(changed);
        CompletionStage<HttpResponse<Void>> open = CompletableFuture.supplyAsync(
                        () -> request("GET", "/api/v1/namespaces/%s/pods" + query, "", "", false), threads)
                .thenCompose(request -> client().sendAsync(request, watch::handle))
                // The server ends it; this one ends it where the server is not to be heard any more.
                .orTimeout(settings.watchTimeout().plus(settings.timeout()).toMillis(), TimeUnit.MILLISECONDS);
        return watch.over(open);
    }

    /**
     * Deletes the pod of this name if it is the one with this uid; it is given its time to stop. A pod that is gone, or is
     * another by now, is {@code NOT_FOUND} or {@code CONFLICT}.
     */
    public CompletionStage<ApiResult<JsonNode>> deletePod(String name, String uid) {
        ObjectNode options = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("uid", uid);
        return call("DELETE", "/api/v1/namespaces/%s/pods/" + encoded(name), "application/json", options.toString());
    }

    /** The StatefulSet of this name in the pod's own namespace. */
    public CompletionStage<ApiResult<StatefulSet>> statefulSet(String name) {
        return call("GET", "/apis/apps/v1/namespaces/%s/statefulsets/" + encoded(name), "", "")
                .thenApply(result -> result.map(StatefulSet::of));
    }

    /** Reads a budget by a patch that changes nothing, since that needs no right but the one to patch. */
    public CompletionStage<ApiResult<Budget>> budget(String name) {
        return patch(name, JSON.createObjectNode());
    }

    /**
     * Sets a budget and one annotation in one go, if nobody has changed it since {@code resourceVersion}; else
     * {@code CONFLICT}.
     */
    public CompletionStage<ApiResult<Budget>> setBudget(
            String name, int maxUnavailable, String annotation, String value, String resourceVersion) {
        ObjectNode patch = JSON.createObjectNode();
        ObjectNode meta = patch.putObject("metadata").put("resourceVersion", resourceVersion);
        meta.putObject("annotations").put(annotation, value);
        patch.putObject("spec").put("maxUnavailable", maxUnavailable);
        return patch(name, patch);
    }

    private CompletionStage<ApiResult<Budget>> patch(String name, ObjectNode patch) {
        String path =
                "/apis/policy/v1/namespaces/%s/poddisruptionbudgets/" + encoded(name) + "?fieldManager=croupier-guard";
        return call("PATCH", path, MERGE_PATCH, patch.toString()).thenApply(result -> result.map(Budget::of));
    }

    private CompletionStage<ApiResult<JsonNode>> call(String method, String path, String contentType, String body) {
        String asked = method + " " + path.replace("/namespaces/%s", "").split("\\?", 2)[0];
        CompletableFuture<HttpResponse<byte[]>> sent = CompletableFuture.supplyAsync(
                        () -> request(method, path, contentType, body, true), threads)
                .thenCompose(request -> client().sendAsync(request, BodyHandlers.ofByteArray()))
                // The request's own time-out ends with the headers.
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return sent.handle((response, failure) -> failure == null
                ? read(asked, response)
                : ApiResult.failed(Failure.UNAVAILABLE, asked + ": " + reason(failure)));
    }

    private HttpClient client() {
        try {
            return client.get();
        } catch (IOException unreadable) {
            throw new CompletionException(unreadable);
        }
    }

    private HttpRequest request(String method, String path, String contentType, String body, boolean ends) {
        try {
            String namespace = Files.readString(settings.namespaceFile()).strip();
            String token = Files.readString(settings.tokenFile()).strip();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(settings.server() + path.replace("%s", encoded(namespace))))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (ends) {
                request.timeout(settings.timeout());
            }
            return (contentType.isEmpty() ? request : request.header("Content-Type", contentType)).build();
        } catch (IOException | IllegalArgumentException unusable) {
            throw new CompletionException(unusable);
        }
    }

    private static ApiResult<JsonNode> read(String asked, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (IOException unreadable) {
            body = JSON.missingNode();
        }
        if (status / 100 == 2) {
            return body.isObject()
                    ? new Ok<>(body)
                    : ApiResult.failed(Failure.REFUSED, asked + ": an answer that is no JSON object");
        }
        return ApiResult.failed(
                failure(status),
                asked + ": " + status + " " + body.path("message").asText());
    }

    static Failure failure(int status) {
        return switch (status) {
            case 401 -> Failure.UNAUTHENTICATED;
            case 403 -> Failure.FORBIDDEN;
            case 404 -> Failure.NOT_FOUND;
            case 409 -> Failure.CONFLICT;
            case 410 -> Failure.GONE;
            default -> status == 429 || status >= 500 ? Failure.UNAVAILABLE : Failure.REFUSED;
        };
    }

    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : " " + cause.getMessage());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends its threads; calls that are under way may stay without an answer. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
