package io.croupier.http.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What a node says about itself and about the cluster on its management port. */
final class NodeProbe {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final int port;
    private final Duration timeout;

    /**
     * What one node sees.
     *
     * @param members status by address, such as {@code 127.0.0.2 -> Up}
     * @param unreachable how many of them do not answer
     */
    record View(Map<String, String> members, int unreachable) {
        View {
            members = Map.copyOf(members);
        }

        /** Whether the node sees these as members and no others, all of them full ones that answer. */
        boolean isOf(Collection<String> addresses) {
            return unreachable == 0
                    && members.keySet().equals(Set.copyOf(addresses))
                    && members.values().stream().allMatch("Up"::equals);
        }
    }

    NodeProbe(int port, Duration timeout) {
        this.port = port;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** Whether the node takes clients; false too where it does not answer. */
    CompletableFuture<Boolean> ready(String address) {
        return http.sendAsync(request(address, "/ready"), HttpResponse.BodyHandlers.discarding())
                .thenApply(answer -> answer.statusCode() == 200)
                .exceptionally(silent -> false);
    }

    /** The cluster as the node sees it; empty where it does not answer. */
    Optional<View> view(String address) {
        try {
            HttpResponse<byte[]> answer =
                    http.send(request(address, "/cluster/members"), HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(parsed(JSON.readTree(answer.body()))) : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static View parsed(JsonNode answer) {
        Map<String, String> members = new TreeMap<>();
        for (JsonNode member : answer.path("members")) {
            members.merge(
                    host(member.path("node").asText()),
                    member.path("status").asText(),
                    (one, other) -> one + "+" + other);
        }
        return new View(members, answer.path("unreachable").size());
    }

    /** Of {@code akka://croupier@127.0.0.2:25520}. */
    private static String host(String node) {
        return node.substring(node.indexOf('@') + 1, node.lastIndexOf(':'));
    }

    private HttpRequest request(String address, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
                .timeout(timeout)
                .build();
    }
}
