package io.croupier.http.node;

import com.typesafe.config.Config;
import io.croupier.edge.auth.Identity;
import io.croupier.edge.auth.InvalidToken;
import io.croupier.edge.auth.KeySet;
import io.croupier.edge.auth.TokenSigner;
import io.croupier.edge.auth.TokenVerifier;
import io.croupier.http.api.TokenIssue;
import io.croupier.http.door.Caller;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose tokens this node takes, at both of its doors: those of the configured key set, and in dev mode those that it
 * issues itself.
 *
 * @param issue for dev mode only
 */
record Tokens(TokenVerifier verifier, Optional<TokenIssue> issue) {
    static Tokens of(NodeSettings settings, Clock clock) {
        Config auth = settings.config().getConfig("croupier.edge.auth");
        String issuer = auth.getString("issuer");
        String audience = auth.getString("audience");
        String file = auth.getString("jwks-file");
        try {
            KeySet keys = file.isEmpty() ? KeySet.parse("{\"keys\":[]}") : KeySet.load(Path.of(file));
            Optional<TokenIssue> issue = Optional.empty();
            if (settings.devMode()) {
                TokenSigner signer = TokenSigner.open(keysDirectory(settings), issuer, audience, clock);
                keys = keys.and(signer.publicKeys());
                issue = Optional.of(
                        new DevTokens(signer, settings.config().getDuration("croupier.api.dev-token-lifetime")));
            }
            return new Tokens(new TokenVerifier(keys, issuer, audience, auth.getDuration("clock-skew"), clock), issue);
        } catch (IOException | IllegalArgumentException failure) {
            throw new StartFailure(
                    "the keys that sign tokens can't be read (croupier.edge.auth.jwks-file): " + failure.getMessage(),
                    failure);
        }
    }

    private static Path keysDirectory(NodeSettings settings) {
        String shared = settings.config().getString("croupier.dev-keys-dir");
        return shared.isEmpty() ? settings.dataDirectory() : Path.of(shared);
    }

    /** Whom a token stands for, for the HTTP doors. */
    Caller check(String token) {
        try {
            Identity identity = verifier.verify(token).identity();
            return identity instanceof Identity.Operator operator
                    ? new Caller.Operator(operator.id(), operator.role())
                    : new Caller.Player(identity.id());
        } catch (InvalidToken invalid) {
            throw new ProblemException(ProblemCode.UNAUTHENTICATED, invalid.code() + ": " + invalid.getMessage());
        }
    }

    private record DevTokens(TokenSigner signer, Duration lifetime) implements TokenIssue {
        @Override
        public String player(String playerId) {
            return signer.sign(new Identity.Player(playerId), lifetime);
        }

        @Override
        public String operator(String operatorId, String role) {
            return signer.sign(new Identity.Operator(operatorId, role), lifetime);
        }
    }
}
