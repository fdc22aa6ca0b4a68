package io.croupier.edge.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 request that turns a connection into a WebSocket (RFC 6455, section 4.2). Takes the request's bytes as they
 * come, at most {@code maxHeadBytes} of them, and answers with the response to send.
 */
public final class Handshake {
    /** The one subprotocol. A client that offers none gets none; one that offers only others is refused. */
    public static final String SUBPROTOCOL = "croupier.v1.json";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int[] END = {'\r', '\n', '\r', '\n'};

    private final String path;
    private final OriginPolicy origins;
    private final int maxHeadBytes;
    private byte[] head = new byte[1024];
    private int fill;
    private int matched;

    /**
     * @param path where the socket is, for example {@code /live}
     * @param maxHeadBytes of request line and headers together
     */
    public Handshake(String path, OriginPolicy origins, int maxHeadBytes) {
        this.path = path;
        this.origins = origins;
        this.maxHeadBytes = maxHeadBytes;
    }

    /** What to answer, and whether the connection is a WebSocket from then on. */
    public record Response(int status, String bytes) {
        public boolean upgraded() {
            return status == 101;
        }
    }

    /** The response once the head is complete or too long, null before; bytes after the head are left in {@code in}. */
    public @Nullable Response take(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (fill == maxHeadBytes) {
                return refuse(
                        431, "request_head_too_large", "the request's head is over " + maxHeadBytes + " bytes", "");
            }
            byte next = in.get();
            if (fill == head.length) {
                head = Arrays.copyOf(head, Math.min(maxHeadBytes, fill * 2));
            }
            head[fill++] = next;
            matched = next == END[matched] ? matched + 1 : next == '\r' ? 1 : 0;
            if (matched == END.length) {
                return answer(new String(head, 0, fill - END.length, StandardCharsets.ISO_8859_1));
            }
        }
        return null;
    }

    /** For a node that has no room for another connection. */
    public static Response full() {
        return refuse(503, "unavailable", "this node has as many connections as it takes", "Retry-After: 2\r\n");
    }

    private Response answer(String text) {
        RequestHead request;
        try {
            request = RequestHead.parse(text);
        } catch (RequestHead.Malformed e) {
            return refuse(400, "bad_request", String.valueOf(e.getMessage()), "");
        }
        if (!request.version().equals("HTTP/1.1")) {
            return refuse(505, "http_version_not_supported", "HTTP/1.1 is needed", "");
        }
        String target = request.target();
        int query = target.indexOf('?');
        if (!(query < 0 ? target : target.substring(0, query)).equals(path)) {
            return refuse(404, "not_found", "the WebSocket is at " + path, "");
        }
        if (!request.method().equals("GET")) {
            return refuse(405, "method_not_allowed", "a WebSocket begins with GET", "Allow: GET\r\n");
        }
        if (!request.hasToken("upgrade", "websocket") || !request.hasToken("connection", "upgrade")) {
            return refuse(426, "upgrade_required", "this port speaks WebSocket only", "Upgrade: websocket\r\n");
        }
        return upgrade(request);
    }

    private Response upgrade(RequestHead request) {
        String host = request.single("host");
        String key = request.single("sec-websocket-key");
        if (host == null || host.isEmpty()) {
            return refuse(400, "bad_request", "exactly one Host is needed", "");
        }
        if (!"13".equals(request.single("sec-websocket-version"))) {
            return refuse(426, "upgrade_required", "version 13 is needed", "Sec-WebSocket-Version: 13\r\n");
        }
        if (key == null || !isKey(key)) {
            return refuse(400, "bad_request", "exactly one Sec-WebSocket-Key of 16 bytes is needed", "");
        }
        if (request.hasBody()) {
            return refuse(400, "bad_request", "the request must not have a body", "");
        }
        if (request.count("origin") > 1) {
            return refuse(400, "bad_request", "more than one Origin", "");
        }
        if (!origins.allows(request.single("origin"), host)) {
            return refuse(403, "forbidden_origin", "this origin is not allowed", "");
        }
        boolean offers = request.count("sec-websocket-protocol") > 0;
        if (offers && !request.values("sec-websocket-protocol").anyMatch(SUBPROTOCOL::equals)) {
            return refuse(400, "unknown_subprotocol", "the subprotocol is " + SUBPROTOCOL, "");
        }
        return new Response(
                101,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(key)
                        + (offers ? "\r\nSec-WebSocket-Protocol: " + SUBPROTOCOL : "")
                        + "\r\n\r\n");
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static Response refuse(int status, String code, String detail, String headers) {
        String body = "{\"type\":\"about:blank\",\"title\":\"" + code.replace('_', ' ') + "\",\"status\":" + status
                + ",\"detail\":\"" + detail + "\",\"code\":\"" + code + "\",\"retryable\":" + (status == 503) + "}";
        return new Response(
                status,
                "HTTP/1.1 " + status + " " + code.replace('_', ' ') + "\r\n" + headers
                        + "Content-Type: application/problem+json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);
    }

    /** Values of a header that is a list, over all its lines. */
    static Stream<String> elements(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::trim).filter(element -> !element.isEmpty());
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
