package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What players see over a real socket. */
class LiveEdgeTest {
    @SuppressWarnings("NullAway.Init")
    private static House house;

    @BeforeAll
    static void open() {
        house = new House("lease-interval=200ms", "answer-timeout=500ms", "max-sessions-per-player=3");
        house.publish(House.ROULETTE, "round_opened", House.round(House.ROULETTE, "r1", Stage.BETS_OPEN, null));
        house.publish(House.CRASH, "round_opened", House.round(House.CRASH, "c1", Stage.BETS_OPEN, null));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void welcomesAPlayerWithWalletAndPosition() {
        try (RawSocket socket = RawSocket.upgraded(house.port())) {
            socket.say("{'type':'connect','id':'a','token':'" + house.token("welcome") + "'}");
            JsonNode connected = socket.hear();
            assertThat(connected.get("type").asText()).isEqualTo("connected");
            assertThat(connected.get("id").asText()).isEqualTo("a");
            assertThat(connected.get("playerId").asText()).isEqualTo("welcome");
            assertThat(connected.at("/wallet/currency").asText()).isEqualTo("EUR");
            assertThat(connected.get("offset").asLong()).isZero();
            assertThat(connected.get("recovered").asBoolean()).isFalse();
        }
    }

    @Test
    void betsAndHearsTheAnswerOnEverySessionWithTheIdOnlyWhereItWasAsked() {
        try (RawSocket one = house.player("ann");
                RawSocket other = house.player("ann")) {
            one.say("{'type':'subscribe','id':2,'table':'roulette-1'}");
            JsonNode subscribed = one.hear("subscribed");
            assertThat(subscribed.at("/snapshot/round/roundId").asText()).isEqualTo("r1");
            assertThat(subscribed.at("/snapshot/round/state").asText()).isEqualTo("bets_open");
            one.say("{'type':'place_bet','id':3,'betId':'b1','table':'roulette-1','roundId':'r1',"
                    + "'selection':{'kind':'straight','numbers':[17]},'stakeMinor':500}");
            JsonNode accepted = one.hear("bet_accepted");
            assertThat(accepted.get("id").asLong()).isEqualTo(3);
            assertThat(accepted.get("offset").asLong()).isEqualTo(1);
            assertThat(accepted.get("roundId").asText()).isEqualTo("r1");
            JsonNode seen = other.hear("bet_accepted");
            assertThat(seen.has("id")).isFalse();
            house.publish(
                    House.ROULETTE,
                    "round_result",
                    House.round(House.ROULETTE, "r1", Stage.RESULT, new Outcome.Roulette(17)));
            JsonNode result = one.hear("table_event");
            assertThat(result.at("/event/outcome/number").asInt()).isEqualTo(17);
            house.tell(
                    new PlayerNotice.BetSettled("ann", "b1", "roulette-1", "house~r1", "won", 1, 18_000, 117_500L, 9L));
            assertThat(one.hear("bet_settled").get("offset").asLong()).isEqualTo(2);
        }
    }
}
