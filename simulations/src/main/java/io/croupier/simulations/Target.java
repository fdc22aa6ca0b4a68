package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.Api.ProviderKey;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is played against, and with which credentials.
 *
 * @param live where players connect, with its path
 * @param operatorToken null: one of dev mode's is asked for
 * @param members players that there are already, with their tokens; empty: dev mode makes new ones
 * @param own whether the simulation started it
 * @param program null where the simulation did not start it, or it is a cluster
 */
record Target(
        URI api,
        URI live,
        ProviderKey providerKey,
        @Nullable String operatorToken,
        List<Member> members,
        boolean own,
        @Nullable Program program) {
    Target {
        members = List.copyOf(members);
    }

    /** Someone who may play; {@code toString} keeps the token to itself. */
    record Member(String playerId, String token) {
        @Override
        public String toString() {
            return "Member[" + playerId + "]";
        }
    }

    /** A program of the simulation's own, in dev mode. */
    static Target of(Program program) {
        return new Target(program.api(), program.live(), ProviderKey.DEV, null, List.of(), true, program);
    }

    /** A cluster of the simulation's own, in dev mode: its front. */
    static Target of(URI api, URI live) {
        return new Target(api, live, ProviderKey.DEV, null, List.of(), true, null);
    }

    /** The token to audit and to pay in with. */
    String operatorToken(Api api) {
        String given = operatorToken;
        if (given != null) {
            return given;
        }
        JsonNode made = api.post(
                        "/dev/operators", Json.object().put("name", "olga").put("role", "operator"), null)
                .orFail("a new operator (is dev mode off there? then give --operator-token)");
        return Json.text(made, "token");
    }

    @Override
    public String toString() {
        return "Target[" + api + ", " + (own ? "own" : "not ours") + "]";
    }
}
