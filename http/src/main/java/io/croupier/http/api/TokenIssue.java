package io.croupier.http.api;

/** Issues tokens in dev mode. */
public interface TokenIssue {
    String player(String playerId);

    String operator(String operatorId, String role);
}
