package io.croupier.kubernetes.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API server of a {@link FakeCell}: HTTPS on 127.0.0.1, tokens that expire, and no more rights than
 * {@code deploy/k8s/base/access.yaml} gives. It can be away, and keep pods from what one reader sees.
 */
public final class FakeApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH =
            Pattern.compile("/(?:api|apis/[a-z]+)/v1/namespaces/([^/]+)/([a-z]+)(?:/([^/]+))?(/eviction)?");

    private final Path directory;
    private final FakeCell cell;
    private final Certificates certificates;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> readers = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> hidden = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int port;
    private @Nullable HttpsServer server;

    /** Made once in a JVM: that takes a second. */
    private static final class Shared {
        static final Certificates CERTIFICATES = Certificates.make();
    }

    /** The files that Kubernetes puts into each pod. */
    public record Account(Path token, Path ca, Path namespace) {}

    /** @param directory for the files of its readers */
    public FakeApiServer(Path directory, FakeCell cell) {
        this(directory, cell, Shared.CERTIFICATES);
    }

    /** One that no reader of another server trusts. */
    public static FakeApiServer stranger(Path directory, FakeCell cell) {
        return new FakeApiServer(directory, cell, Certificates.make());
    }

    private FakeApiServer(Path directory, FakeCell cell, Certificates certificates) {
        this.directory = directory;
        this.cell = cell;
        this.certificates = certificates;
        this.port = listen(0);
    }

    public int port() {
        return port;
    }

    /** The files of a reader with a name of its own, with a token that is taken. */
    public Account account(String reader) {
        Account account = new Account(
                directory.resolve(reader + ".token"),
                directory.resolve(reader + ".ca.crt"),
                directory.resolve(reader + ".namespace"));
        write(account.ca, certificates.pem());
        write(account.namespace, FakeCell.NAME);
        renew(account, reader);
        return account;
    }

    /** Puts a new token into the reader's file. */
    public void renew(Account account, String reader) {
        String token = UUID.randomUUID().toString();
        readers.put(token, reader);
        write(account.token, token);
    }

    /** No token that was given out is taken any more. */
    public void expireTokens() {
        readers.clear();
    }

    /** Keeps these pods, and no others, from what {@code reader} lists. */
    public void hide(String reader, Set<String> pods) {
        hidden.put(reader, Set.copyOf(pods));
    }

    /** As {@code kubectl drain} asks for it; the status of the answer: 201 if the pod goes, 429 if it must not now. */
    public int evict(String pod) {
        return cell.evict(pod).status();
    }

    /** Cuts all connections and takes no more. */
    public synchronized void goAway() {
        HttpsServer running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
    }

    /** Is there again, at the same port. */
    public synchronized void comeBack() {
        if (server == null) {
            listen(port);
        }
    }

    /** What was asked for, as in {@code guard GET pods 200}: who, what, and the status. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private synchronized int listen(int wanted) {
        try {
            HttpsServer opened =
                    HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 64);
            opened.setHttpsConfigurator(new HttpsConfigurator(certificates.tls()));
            opened.setExecutor(threads);
            opened.createContext("/", this::handle);
            opened.start();
            server = opened;
            return opened.getAddress().getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String reader = header.startsWith("Bearer ") ? readers.get(header.substring("Bearer ".length())) : null;
            if (reader != null
                    && path.matches()
                    && query.getOrDefault("watch", "").equals("true")) {
                asked.add(reader + " WATCH pods 200");
                watch(exchange, query);
                return;
            }
            Answer answer = reader == null
                    ? Answer.refused(401, "Unauthorized", "Unauthorized")
                    : path.matches() && path.group(1).equals(FakeCell.NAME)
                            ? answer(exchange, reader, path, query, body)
                            : Answer.refused(404, "NotFound", "the server could not find the requested resource");
            asked.add((reader == null ? "nobody" : reader) + " " + exchange.getRequestMethod() + " "
                    + (path.matches() ? path.group(2) : "") + " " + answer.status());
            byte[] bytes = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(HttpExchange exchange, String reader, Matcher path, Map<String, String> query, byte[] body)
            throws IOException {
        @Nullable String name = path.group(3);
        JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        boolean own = FakeCell.NAME.equals(name);
        String call = exchange.getRequestMethod() + " " + path.group(2);
        if (call.equals("GET pods") && name == null) {
            Set<String> unseen = hidden.getOrDefault(reader, Set.of());
            return cell.list(pod -> !unseen.contains(pod), query.getOrDefault("labelSelector", ""));
        }
        if (call.equals("DELETE pods") && name != null) {
            return cell.delete(name, sent.at("/preconditions/uid").asText());
        }
        if (call.equals("POST pods") && name != null && path.group(4) != null && reader.equals("admin")) {
            return cell.evict(name);
        }
        if (call.equals("GET statefulsets") && own) {
            return cell.set();
        }
        if (call.equals("PATCH poddisruptionbudgets") && own) {
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            return switch (type) {
                case "application/merge-patch+json" -> cell.patchBudget(true, sent);
                case "application/json-patch+json" -> cell.patchBudget(false, sent);
                default -> Answer.refused(415, "UnsupportedMediaType", type);
            };
        }
        return Answer.refused(403, "Forbidden", reader + " cannot " + call + " " + name);
    }

    /** Events as lines until the time is over or the reader is gone. */
    private void watch(HttpExchange exchange, Map<String, String> query) throws IOException {
        long from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
        long deadline = System.nanoTime() + Long.parseLong(query.getOrDefault("timeoutSeconds", "60")) * 1_000_000_000;
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.flush();
            while (System.nanoTime() < deadline) {
                List<FakeCell.Event> events = cell.after(from, 200);
                if (events == null) {
                    out.write("{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n".getBytes(StandardCharsets.UTF_8));
                    return;
                }
                for (FakeCell.Event event : events) {
                    from = event.version();
                    if (FakeCell.matches(event.pod(), query.getOrDefault("labelSelector", ""))) {
                        String line = "{\"type\":\"" + event.type() + "\",\"object\":" + event.pod() + "}\n";
                        out.write(line.getBytes(StandardCharsets.UTF_8));
                    }
                }
                out.flush();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        goAway();
        threads.shutdownNow();
    }
}
