package io.croupier.http.door;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.RawRequestURI;
import java.util.List;

/**
 * What a request asks for, byte for byte as the client sent it. Signatures are over it, and whoever stands in front of a node
 * lets requests through or not by how their path begins: a path that only means the same once it is decoded would be let
 * through for another one.
 */
public final class RequestTarget {
    private RequestTarget() {}

    /** Path with query; where the client sent an absolute address, without scheme and host. */
    public static String of(HttpRequest request) {
        String raw = request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .orElseGet(() -> request.getUri().getPathString()
                        + request.getUri().rawQueryString().map(q -> "?" + q).orElse(""));
        int scheme = raw.indexOf("://");
        if (raw.startsWith("/") || scheme < 0) {
            return raw;
        }
        int authority = scheme + 3;
        int path = raw.indexOf('/', authority);
        int query = raw.indexOf('?', authority);
        if (query >= 0 && (path < 0 || query < path)) {
            return "/" + raw.substring(query);
        }
        return path < 0 ? "/" : raw.substring(path);
    }

    /** What stands between the path's slashes, not decoded; two slashes in a row have an empty one between them. */
    static List<String> segments(HttpRequest request) {
        String target = of(request);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        List<String> parts = List.of(path.split("/", -1));
        return parts.subList(1, parts.size());
    }

    /** What one segment of a path stands for. */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        var segments = Uri.create("/" + segment).pathSegments().iterator();
        return segments.hasNext() ? segments.next() : "";
    }
}
