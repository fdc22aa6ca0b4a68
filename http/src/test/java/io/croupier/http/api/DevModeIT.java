package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.node.CroupierNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that was tried out in dev mode is put to use without: nothing that anybody knew by heart opens a door any more. */
class DevModeIT {
    private static final String BET =
            "{\"transactionId\":\"t-1\",\"roundId\":\"r-1\",\"amountMinor\":5,\"currency\":\"EUR\"}";

    @TempDir
    private Path directory;

    @Test
    void opensNothingWhenItIsOffThoughItWasOnBefore() {
        Person ann;
        Person olga;
        try (CroupierNode node = start("on")) {
            var api = new ApiClient(node.httpUri());
            ann = api.player("ann", 1_000);
            olga = api.operator("admin");
            api.get("/v1/me/wallet", ann).is(200);
            api.get("/operator/v1/audit", olga).is(200);
            api.signed(bets(ann), BET).is(200);
        }

        try (CroupierNode node = start("off")) {
            var api = new ApiClient(node.httpUri());
            api.post("/dev/players", "{\"name\":\"bob\",\"balanceMinor\":0,\"currency\":\"EUR\"}")
                    .is(404, "not_found");
            api.post("/dev/operators", "{\"name\":\"olga\",\"role\":\"admin\"}").is(404, "not_found");
            api.get("/v1/me/wallet", ann).is(401, "unauthenticated");
            api.get("/operator/v1/audit", olga).is(401, "unauthenticated");
            // An answer that is stored would be given again to whoever may ask.
            api.signed(bets(ann), BET).is(401, "unknown_key");
            assertThat(api.get("/v1/config").is(200).json().path("devMode").booleanValue())
                    .isFalse();
        }
    }

    private static String bets(Person player) {
        return "/provider/v1/wallets/" + player.id() + "/bets";
    }

    private CroupierNode start(String devMode) {
        return CroupierNode.start(TestNode.settings(
                directory, "croupier { dev-mode = " + devMode + ", round.house-tables = [], node.warm-up = 0 s }"));
    }
}
