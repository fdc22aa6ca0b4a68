package io.croupier.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;

/**
 * Players of one roulette: each is made by dev mode, connects, bets once in each of some rounds and reads its wallet. To be
 * copied and changed. Settings are system properties: {@code croupier.url}, {@code croupier.live}, {@code croupier.players},
 * {@code croupier.ramp} (seconds), {@code croupier.rounds}, {@code croupier.table}.
 */
public final class Evening extends Simulation {
    private static final String TABLE = System.getProperty("croupier.table", "roulette-1");
    private static final int PLAYERS = Integer.getInteger("croupier.players", 50);
    private static final int RAMP_S = Integer.getInteger("croupier.ramp", 30);
    private static final int ROUNDS = Integer.getInteger("croupier.rounds", 3);
    /** A round begins at least this often. */
    private static final int ROUND_S = 60;

    private static final int ANSWER_S = 10;

    private static final HttpProtocolBuilder PROTOCOL = http.baseUrl(
                    System.getProperty("croupier.url", "http://127.0.0.1:8080"))
            .wsBaseUrl(System.getProperty("croupier.live", "ws://127.0.0.1:8081"))
            .contentTypeHeader("application/json");

    private static final ChainBuilder COME = exec(http("new player")
                    .post("/dev/players")
                    .body(StringBody("{\"name\":\"gatling\",\"balanceMinor\":100000,\"currency\":\"EUR\"}"))
                    .check(jsonPath("$.token").saveAs("token")))
            .exec(ws("open").connect("/live"))
            .exec(ws("connect")
                    .sendText("{\"type\":\"connect\",\"id\":1,\"token\":\"#{token}\"}")
                    .await(ANSWER_S)
                    .on(ws.checkTextMessage("connected")
                            .matching(jsonPath("$.id").is("1"))
                            .check(jsonPath("$.type").is("connected"))))
            .exec(ws("subscribe")
                    .sendText("{\"type\":\"subscribe\",\"id\":2,\"table\":\"" + TABLE + "\"}")
                    .await(ANSWER_S)
                    .on(ws.checkTextMessage("subscribed")
                            .matching(jsonPath("$.id").is("2"))
                            .check(jsonPath("$.type").is("subscribed"))));

    /** A bet's answer has the request's id, and the round that the next event opens takes it. */
    private static final ChainBuilder BET = exec(ws("wait for a round")
                    .sendText("{\"type\":\"ping\",\"id\":3}")
                    .await(ROUND_S)
                    .on(ws.checkTextMessage("round opened")
                            .matching(jsonPath("$.event.type").is("round_opened"))
                            .check(jsonPath("$.event.roundId").saveAs("round"))))
            .exec(session -> session.set("bet", "g" + java.util.UUID.randomUUID()))
            .exec(ws("place bet")
                    .sendText("{\"type\":\"place_bet\",\"id\":4,\"table\":\"" + TABLE
                            + "\",\"roundId\":\"#{round}\",\"betId\":\"#{bet}\","
                            + "\"selection\":{\"kind\":\"red\"},\"stakeMinor\":100}")
                    .await(ANSWER_S)
                    .on(ws.checkTextMessage("bet accepted")
                            .matching(jsonPath("$.id").is("4"))
                            .check(jsonPath("$.type").is("bet_accepted"))))
            .exec(http("wallet")
                    .get("/v1/me/wallet")
                    .header("Authorization", "Bearer #{token}")
                    .check(status().is(200)));

    private static final ScenarioBuilder PLAYERS_OF_AN_EVENING = scenario("evening")
            .exec(COME)
            .exec(repeat(ROUNDS).on(BET))
            .exec(ws("close").close());

    /** Gatling makes the one instance. */
    public Evening() {
        setUp(PLAYERS_OF_AN_EVENING.injectOpen(rampUsers(PLAYERS).during(RAMP_S)))
                .protocols(PROTOCOL)
                .assertions(global().failedRequests().count().is(0L));
    }
}
