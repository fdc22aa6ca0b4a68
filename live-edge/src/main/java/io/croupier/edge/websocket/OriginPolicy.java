package io.croupier.edge.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may open a socket here. A browser names the page's origin; programs send none and are let in, since they hold
 * no one else's cookies or tokens.
 *
 * @param allowed origins such as {@code https://play.example.com}, or {@code *} for all; empty: the host that the request
 *     itself names (on any port), and localhost
 */
public record OriginPolicy(List<String> allowed) {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    public OriginPolicy {
        allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    boolean allows(@Nullable String origin, String requestHost) {
        if (origin == null || allowed.contains("*")) {
            return true;
        }
        if (!allowed.isEmpty()) {
            return allowed.contains(origin.toLowerCase(Locale.ROOT));
        }
        String from = hostOfOrigin(origin);
        return from != null && (LOCAL.contains(from) || from.equals(hostOf(requestHost)));
    }

    private static @Nullable String hostOfOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            String host = uri.getHost();
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return http && host != null ? host.toLowerCase(Locale.ROOT) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String hostOf(String hostHeader) {
        int bracket = hostHeader.lastIndexOf(']');
        int colon = hostHeader.lastIndexOf(':');
        String host = colon > bracket ? hostHeader.substring(0, colon) : hostHeader;
        return host.toLowerCase(Locale.ROOT);
    }
}
