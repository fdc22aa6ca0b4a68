package io.croupier.http.door;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Bearer tokens in the header {@code Authorization}, for players or for operators with certain roles. */
public final class BearerTokens {
    private static final String SCHEME = "bearer ";

    private BearerTokens() {}

    /** Public addresses. */
    public static Credentials anyone() {
        var anyone = new Caller.Anyone();
        return request -> CompletableFuture.completedFuture(body -> anyone);
    }

    /** Tokens without a role. */
    public static Credentials players(TokenCheck tokens) {
        return request -> read(tokens, request, caller -> {
            if (caller instanceof Caller.Player) {
                return caller;
            }
            throw new ProblemException(ProblemCode.FORBIDDEN, "a player's token is required, this one has a role");
        });
    }

    /** Tokens with one of these roles. */
    public static Credentials operators(TokenCheck tokens, Set<String> roles) {
        Set<String> allowed = Set.copyOf(roles);
        return request -> read(tokens, request, caller -> {
            if (caller instanceof Caller.Operator operator && allowed.contains(operator.role())) {
                return caller;
            }
            throw new ProblemException(ProblemCode.FORBIDDEN, "a token with an operator's role is required");
        });
    }

    private static CompletionStage<Credentials.Proof> read(
            TokenCheck tokens, HttpRequest request, Function<Caller, Caller> allowed) {
        String header =
                request.getHeader("Authorization").map(HttpHeader::value).orElse("");
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new ProblemException(
                    Problem.of(ProblemCode.UNAUTHENTICATED, "the header Authorization: Bearer <token> is required")
                            .at("Authorization"));
        }
        Caller caller =
                allowed.apply(tokens.check(header.substring(SCHEME.length()).trim()));
        return CompletableFuture.completedFuture(body -> caller);
    }
}
