package io.croupier.edge.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request line and its headers, names in lower case; strict where leniency lets two servers disagree. */
record RequestHead(String method, String target, String version, List<Field> fields) {
    private static final int MAX_FIELDS = 64;
    private static final Pattern OUTER_SPACE = Pattern.compile("^[ \\t]+|[ \\t]+$");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** One header line. */
    record Field(String name, String value) {}

    /** Breaks RFC 9112; the message is fit for the client and holds nothing that it sent. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String rule) {
            super(rule, null, false, false);
        }
    }

    static RequestHead parse(String head) throws Malformed {
        String[] lines = head.split("\r\n", -1);
        String[] start = lines[0].split(" ", -1);
        if (start.length != 3 || !isToken(start[0]) || start[1].isEmpty() || !isVisible(start[1])) {
            throw new Malformed("the request line is malformed");
        }
        if (!start[2].startsWith("HTTP/")) {
            throw new Malformed("the request line names no HTTP version");
        }
        if (lines.length - 1 > MAX_FIELDS) {
            throw new Malformed("there are over " + MAX_FIELDS + " headers");
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0 || !isToken(lines[i].substring(0, colon))) {
                throw new Malformed("a header line is malformed");
            }
            String value = OUTER_SPACE.matcher(lines[i].substring(colon + 1)).replaceAll("");
            if (!isText(value)) {
                throw new Malformed("a header's value holds control characters");
            }
            fields.add(new Field(Handshake.lower(lines[i].substring(0, colon)), value));
        }
        return new RequestHead(start[0], start[1], start[2], List.copyOf(fields));
    }

    long count(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).count();
    }

    /** The value where the header stands exactly once. */
    @Nullable String single(String name) {
        return count(name) == 1
                ? fields.stream()
                        .filter(field -> field.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .value()
                : null;
    }

    Stream<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .flatMap(field -> Handshake.elements(field.value()));
    }

    boolean hasToken(String name, String token) {
        return values(name).anyMatch(token::equalsIgnoreCase);
    }

    boolean hasBody() {
        return count("transfer-encoding") > 0 || values("content-length").anyMatch(length -> !length.equals("0"));
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static boolean isText(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7F));
    }
}
