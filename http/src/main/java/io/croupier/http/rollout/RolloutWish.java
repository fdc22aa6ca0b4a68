package io.croupier.http.rollout;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the command line asks for.
 *
 * @param verb {@code status}, {@code pause}, {@code resume} or {@code freeze}
 * @param reason empty for {@code status}
 */
record RolloutWish(String verb, URI url, String token, String reason, boolean ignoreSlo) {
    private static final List<String> VERBS = List.of("status", "pause", "resume", "freeze");
    private static final List<String> OPTIONS = List.of("--url", "--token-file", "--reason");

    /** @throws IllegalArgumentException which says what is wrong */
    static RolloutWish of(Map<String, String> environment, String... arguments) {
        if (arguments.length == 0 || !VERBS.contains(arguments[0])) {
            throw new IllegalArgumentException("say what: one of " + String.join(", ", VERBS));
        }
        Map<String, String> words = words(arguments);
        String verb = arguments[0];
        String reason = words.getOrDefault("--reason", "");
        if (!verb.equals("status") && reason.isBlank()) {
            throw new IllegalArgumentException(verb + " needs a --reason, which is kept");
        }
        if (verb.equals("status") && words.containsKey("--reason")) {
            throw new IllegalArgumentException("status changes nothing and takes no --reason");
        }
        boolean ignoreSlo = words.containsKey("--ignore-slo");
        if (ignoreSlo && !verb.equals("resume")) {
            throw new IllegalArgumentException("--ignore-slo goes with resume");
        }
        return new RolloutWish(verb, url(environment, words), token(environment, words), reason, ignoreSlo);
    }

    private static Map<String, String> words(String... arguments) {
        Map<String, String> words = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].equals("--ignore-slo")) {
                words.put(arguments[i], "");
            } else if (!OPTIONS.contains(arguments[i])) {
                throw new IllegalArgumentException("there is no option '" + arguments[i] + "'");
            } else if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            } else {
                words.put(arguments[i], arguments[++i]);
            }
        }
        return words;
    }

    private static URI url(Map<String, String> environment, Map<String, String> words) {
        String text =
                words.getOrDefault("--url", environment.getOrDefault("CROUPIER_OPERATOR_URL", "http://127.0.0.1:8080"));
        if (!text.matches("https?://[^/?#]+/?")) {
            throw new IllegalArgumentException("--url=" + text + " must be http(s)://HOST:PORT");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    private static String token(Map<String, String> environment, Map<String, String> words) {
        String file = words.get("--token-file");
        if (file != null) {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException unreadable) {
                throw new IllegalArgumentException("--token-file=" + file + " can't be read", unreadable);
            }
        }
        String token = environment.getOrDefault("CROUPIER_OPERATOR_TOKEN", "").strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException(
                    "an operator's token is needed: CROUPIER_OPERATOR_TOKEN, or --token-file");
        }
        return token;
    }
}
