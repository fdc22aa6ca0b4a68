package io.croupier.http.api;

import com.typesafe.config.Config;
import io.croupier.edge.auth.Identity;
import io.croupier.edge.auth.TokenSigner;
import io.croupier.http.node.CroupierNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens that are signed with a node's own key, and yet not all of them hold. */
final class TestTokens {
    private final CroupierNode node;
    private final String issuer;
    private final String audience;

    TestTokens(CroupierNode node) {
        this.node = node;
        Config auth = node.settings().config().getConfig("croupier.edge.auth");
        this.issuer = auth.getString("issuer");
        this.audience = auth.getString("audience");
    }

    /** One that holds, for a player who need not have a wallet. */
    String player(String playerId) {
        return sign(playerId, issuer, audience, Clock.systemUTC());
    }

    /** Those that do not hold, by what is wrong with them. */
    Map<String, String> wrong(String playerId) {
        Clock yesterday = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("expired", sign(playerId, issuer, audience, yesterday));
        wrong.put("other audience", sign(playerId, issuer, "somebody-else", Clock.systemUTC()));
        wrong.put("other issuer", sign(playerId, "somebody-else", audience, Clock.systemUTC()));
        return wrong;
    }

    private String sign(String playerId, String by, String to, Clock clock) {
        try {
            return TokenSigner.open(node.settings().dataDirectory(), by, to, clock)
                    .sign(new Identity.Player(playerId), Duration.ofMinutes(10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
