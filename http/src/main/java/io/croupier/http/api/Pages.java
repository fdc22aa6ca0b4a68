package io.croupier.http.api;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import io.croupier.http.door.BearerTokens;
import io.croupier.http.door.Call;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The page's files and the API's descriptions, out of the jar. Each carries the hash of its content, so that a browser asks
 * again at each visit, which shows a new version at once, and mostly gets an empty answer.
 */
final class Pages {
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,63}\\.[a-z0-9]{1,12}";
    private static final ContentType YAML =
            MediaTypes.applicationWithOpenCharset("yaml").toContentType(HttpCharsets.UTF_8);
    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8),
            "js", MediaTypes.applicationWithOpenCharset("javascript").toContentType(HttpCharsets.UTF_8),
            "svg", MediaTypes.IMAGE_SVG_XML.toContentType(),
            "png", MediaTypes.IMAGE_PNG.toContentType(),
            "ico", MediaTypes.IMAGE_X_ICON.toContentType(),
            "webmanifest",
                    MediaTypes.applicationWithOpenCharset("manifest+json").toContentType(HttpCharsets.UTF_8),
            "yaml", YAML);
    /** Scripts and styles from here only; the live port is another origin of the same host. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    private final Executor blocking;
    private final Map<String, File> read = new ConcurrentHashMap<>();

    private record File(ContentType type, ByteString content, String tag) {}

    /** @param blocking reads a file when it is asked for first */
    Pages(Executor blocking) {
        this.blocking = blocking;
    }

    List<Endpoint> endpoints() {
        var anyone = BearerTokens.anyone();
        return List.of(
                Endpoint.get("/openapi.yaml", anyone, call -> file(call, "openapi.yaml")),
                Endpoint.get("/asyncapi.yaml", anyone, call -> file(call, "asyncapi.yaml")),
                Endpoint.get("/", anyone, call -> file(call, "web/index.html")),
                Endpoint.get("/{file}", anyone, call -> file(call, "web/" + name(call))));
    }

    private static String name(Call call) {
        String name = call.pathId("file");
        return name.matches(NAME) ? name : "none";
    }

    private CompletionStage<Reply> file(Call call, String resource) {
        File known = read.get(resource);
        return known != null
                ? CompletableFuture.completedFuture(reply(call, known))
                : CompletableFuture.supplyAsync(() -> load(resource), blocking)
                        .thenApply(found -> found.map(file -> reply(call, file))
                                .orElseGet(() -> Reply.problem(
                                        Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this address"))));
    }

    private Optional<File> load(String resource) {
        ContentType type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null || type == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            var file = new File(type, ByteString.fromArrayUnsafe(content), "\"" + hash(content) + "\"");
            read.put(resource, file);
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read", e);
        }
    }

    private static Reply reply(Call call, File file) {
        Optional<String> held = call.request().getHeader("If-None-Match").map(HttpHeader::value);
        boolean same = held.isPresent()
                && Arrays.stream(held.get().split(",", -1)).map(String::trim).anyMatch(file.tag::equals);
        Reply reply = same
                ? new Reply(
                        304,
                        ContentTypes.NO_CONTENT_TYPE,
                        ByteString.emptyByteString(),
                        List.of(),
                        Reply.Standing.FINAL)
                : new Reply(200, file.type, file.content, List.of(), Reply.Standing.FINAL);
        return reply.with("ETag", file.tag)
                .with("Cache-Control", "no-cache")
                .with("Content-Security-Policy", POLICY)
                .with("X-Frame-Options", "DENY");
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
