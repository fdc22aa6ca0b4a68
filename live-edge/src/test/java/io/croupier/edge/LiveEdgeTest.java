package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.edge.auth.Identity;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What players see over a real socket. */
class LiveEdgeTest {
    @SuppressWarnings("NullAway.Init")
    private static House house;

    private final List<RawSocket> sockets = new ArrayList<>();

    @BeforeAll
    static void open() {
        house = new House(
                "lease-interval=200ms",
                "answer-timeout=2s",
                "max-sessions-per-player=3",
                "max-subscriptions=1",
                "max-pending=3");
        house.publish(House.ROULETTE, "round_opened", House.round(House.ROULETTE, "r1", Stage.BETS_OPEN, null));
        house.publish(House.CRASH, "round_opened", House.round(House.CRASH, "c1", Stage.BETS_OPEN, null));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @AfterEach
    void hangUp() {
        sockets.forEach(RawSocket::close);
    }

    private RawSocket player(String playerId) {
        return kept(house.player(playerId));
    }

    private RawSocket upgraded() {
        return kept(RawSocket.upgraded(house.port()));
    }

    private RawSocket kept(RawSocket socket) {
        sockets.add(socket);
        return socket;
    }

    private static void bet(RawSocket socket, int id, String betId) {
        socket.say("{'type':'place_bet','id':" + id + ",'betId':'" + betId + "','table':'roulette-1','roundId':'r1',"
                + "'selection':{'kind':'straight','numbers':[17]},'stakeMinor':500}");
    }

    private RawSocket back(String playerId, String epoch, long offset) {
        RawSocket socket = upgraded();
        socket.say("{'type':'connect','token':'" + house.token(playerId) + "','recover':{'epoch':'" + epoch
                + "','offset':" + offset + "}}");
        return socket;
    }

    @Nested
    class Connecting {
        @Test
        void welcomesAPlayerWithWalletAndPosition() {
            RawSocket socket = upgraded();
            socket.say("{'type':'connect','id':'a','token':'" + house.token("welcome") + "'}");
            JsonNode connected = socket.hear();
            assertThat(connected.get("type").asText()).isEqualTo("connected");
            assertThat(connected.get("id").asText()).isEqualTo("a");
            assertThat(connected.get("playerId").asText()).isEqualTo("welcome");
            assertThat(connected.at("/wallet/currency").asText()).isEqualTo("EUR");
            assertThat(connected.get("offset").asLong()).isZero();
            assertThat(connected.get("recovered").asBoolean()).isFalse();
        }

        @Test
        void takesCommandsThatFollowConnectAtOnce() {
            RawSocket socket = upgraded();
            socket.say("{'type':'connect','token':'" + house.token("hasty") + "'}");
            socket.say("{'type':'ping','id':2}");
            assertThat(socket.hear().get("type").asText()).isEqualTo("connected");
            assertThat(socket.hear().get("id").asInt()).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'type':'ping'}",
                    "{'type':'subscribe','table':'roulette-1'}",
                    "{'type':'connect','token':'x'}",
                    "{'type':'connect','token':''}"
                })
        void sendsStrangersAway(String first) {
            RawSocket socket = upgraded();
            socket.say(first);
            assertThat(socket.hear().get("type").asText()).isEqualTo("error");
            assertThat(socket.readCloseCode()).isEqualTo(4500);
        }

        @ParameterizedTest
        @ValueSource(strings = {"hello", "{'type':'connect'}", "[]", "{'type':'connect','token':'a','token':'b'}"})
        void closesOnAFirstMessageThatIsMalformed(String first) {
            RawSocket socket = upgraded();
            socket.say(first);
            assertThat(socket.hear().get("code").asText()).isIn("malformed_json", "missing_field", "duplicate_field");
            assertThat(socket.readCloseCode()).isEqualTo(4501);
        }

        @Test
        void takesNoOperatorsAndNoExpiredTokens() {
            for (String token : List.of(
                    house.signer.sign(new Identity.Operator("olga", "operator"), Duration.ofHours(1)),
                    house.signer.sign(new Identity.Player("ann"), Duration.ofMinutes(-5)))) {
                RawSocket socket = upgraded();
                socket.say("{'type':'connect','token':'" + token + "'}");
                assertThat(socket.hear().get("code").asText()).isIn("not_a_player", "token_expired");
                assertThat(socket.readCloseCode()).isEqualTo(4500);
            }
        }

        @Test
        void boundsTheSessionsOfAPlayer() {
            player("many");
            player("many");
            RawSocket third = player("many");
            RawSocket fourth = upgraded();
            fourth.say("{'type':'connect','token':'" + house.token("many") + "'}");
            assertThat(fourth.hear().get("code").asText()).isEqualTo("too_many_connections");
            assertThat(fourth.readCloseCode()).isEqualTo(4504);
            third.send(RawSocket.frame(0x88, new byte[0]));
            assertThat(third.readCloseCode()).isZero();
            player("many");
        }

        @Test
        void closesWhenTheTokenEndsUnlessItWasRefreshed() {
            String brief = house.signer.sign(new Identity.Player("brief"), Duration.ofSeconds(2));
            RawSocket refreshed = upgraded();
            RawSocket socket = upgraded();
            for (RawSocket each : List.of(refreshed, socket)) {
                each.say("{'type':'connect','token':'" + brief + "'}");
                each.hear("connected");
            }
            refreshed.say("{'type':'refresh','id':5,'token':'" + house.token("brief") + "'}");
            assertThat(refreshed.hear("refreshed").get("id").asInt()).isEqualTo(5);
            assertThat(socket.readCloseCode()).isEqualTo(4011);
            refreshed.say("{'type':'ping','id':6}");
            assertThat(refreshed.hear("pong").get("id").asInt()).isEqualTo(6);
        }

        @Test
        void refreshesOnlyForTheSamePlayer() {
            RawSocket socket = player("self");
            socket.say("{'type':'refresh','id':5,'token':'" + house.token("other") + "'}");
            assertThat(socket.hear("error").get("code").asText()).isEqualTo("another_player");
            socket.say("{'type':'refresh','id':6,'token':'x'}");
            assertThat(socket.hear("error").get("code").asText()).isEqualTo("malformed_token");
        }
    }

    @Nested
    class PlayersStream {
        @Test
        void answersOnEverySessionWithTheIdOnlyWhereItWasAsked() {
            RawSocket one = player("ann");
            RawSocket other = player("ann");
            bet(one, 3, "b1");
            JsonNode accepted = one.hear("bet_accepted");
            assertThat(accepted.get("id").asLong()).isEqualTo(3);
            assertThat(accepted.get("offset").asLong()).isEqualTo(1);
            assertThat(accepted.get("roundId").asText()).isEqualTo("r1");
            JsonNode seen = other.hear("bet_accepted");
            assertThat(seen.has("id")).isFalse();
            assertThat(seen.get("offset").asLong()).isEqualTo(1);
            house.tell(
                    new PlayerNotice.BetSettled("ann", "b1", "roulette-1", "house~r1", "won", 1, 18_000, 117_500L, 9L));
            assertThat(one.hear("bet_settled").get("offset").asLong()).isEqualTo(2);
        }

        @Test
        void givesAllThatWasMissedToWhoeverComesBack() {
            RawSocket socket = upgraded();
            socket.say("{'type':'connect','token':'" + house.token("bea") + "'}");
            String epoch = socket.hear("connected").get("epoch").asText();
            bet(socket, 1, "b1");
            socket.hear("bet_accepted");
            socket.close();
            house.tell(new PlayerNotice.BetSettled("bea", "b1", "roulette-1", "house~r1", "lost", 1, 0, null, null));
            JsonNode connected = back("bea", epoch, 1).hear("connected");
            assertThat(connected.get("recovered").asBoolean()).isTrue();
            assertThat(connected.get("offset").asLong()).isEqualTo(2);
            assertThat(connected.get("events")).hasSize(1);
            assertThat(connected.at("/events/0/type").asText()).isEqualTo("bet_settled");
            assertThat(back("bea", epoch, 2).hear("connected").get("events")).isEmpty();
            assertThat(back("bea", epoch, 3).hear("connected").get("recovered").asBoolean())
                    .isFalse();
        }

        @Test
        void startsAnewWhenItWasLost() {
            RawSocket socket = upgraded();
            socket.say("{'type':'connect','token':'" + house.token("cleo") + "'}");
            String epoch = socket.hear("connected").get("epoch").asText();
            house.loseStream("cleo");
            assertThat(socket.readCloseCode()).isEqualTo(4010);
            JsonNode connected = back("cleo", epoch, 0).hear("connected");
            assertThat(connected.get("recovered").asBoolean()).isFalse();
            assertThat(connected.get("epoch").asText()).isNotEqualTo(epoch);
        }

        @Test
        void tellsABetWithoutAnswerAsUnknownAndItsLateAnswerWithoutId() {
            RawSocket socket = player("dora");
            house.silenceBookOf("dora", "house~r1");
            bet(socket, 4, "b1");
            JsonNode unknown = socket.hear("bet_unknown");
            assertThat(unknown.get("id").asInt()).isEqualTo(4);
            assertThat(unknown.get("code").asText()).isEqualTo("outcome_unknown");
            assertThat(unknown.get("afterMs").asLong()).isPositive();
            house.speakBookOf("dora", "house~r1");
            JsonNode late = socket.hear("bet_accepted");
            assertThat(late.get("betId").asText()).isEqualTo("b1");
            assertThat(late.has("id")).isFalse();
            bet(socket, 5, "b1");
            assertThat(socket.hear("bet_accepted").get("id").asInt()).isEqualTo(5);
        }

        @Test
        void boundsWhatWaitsForAnAnswer() {
            RawSocket socket = player("flora");
            house.silenceBookOf("flora", "house~r1");
            for (int i = 1; i <= 4; i++) {
                bet(socket, i, "b" + i);
            }
            JsonNode rejected = socket.hear("bet_rejected");
            assertThat(rejected.get("betId").asText()).isEqualTo("b4");
            house.speakBookOf("flora", "house~r1");
            assertThat(rejected.get("code").asText()).isEqualTo("rate_limited");
            assertThat(rejected.get("retryable").asBoolean()).isTrue();
        }

        @Test
        void answersEachOfSeveralBetsOnItsOwn() {
            RawSocket socket = player("gina");
            socket.say("{'type':'place_bets','id':7,'table':'roulette-1','roundId':'r1','bets':["
                    + "{'betId':'x','selection':{'kind':'red'},'stakeMinor':100},"
                    + "{'betId':'y','selection':{'kind':'straight','numbers':[99]},'stakeMinor':100}]}");
            JsonNode first = socket.hear();
            JsonNode second = socket.hear();
            JsonNode rejected = first.get("type").asText().equals("bet_rejected") ? first : second;
            assertThat(List.of(first.get("type").asText(), second.get("type").asText()))
                    .containsExactlyInAnyOrder("bet_accepted", "bet_rejected");
            assertThat(rejected.get("code").asText()).isEqualTo("invalid_selection");
            assertThat(rejected.get("field").asText()).startsWith("selection.");
            assertThat(first.get("id").asInt()).isEqualTo(7);
            assertThat(second.get("id").asInt()).isEqualTo(7);
            assertThat(second.get("offset").asLong())
                    .isEqualTo(first.get("offset").asLong() + 1);
        }

        @Test
        void rejectsABetOnATableThatIsNotThere() {
            RawSocket socket = player("hanna");
            socket.say("{'type':'place_bet','id':7,'betId':'x','table':'nowhere','roundId':'r1',"
                    + "'selection':{'kind':'red'},'stakeMinor':100}");
            assertThat(socket.hear("bet_rejected").get("code").asText()).isEqualTo("unknown_table");
        }

        @Test
        void cashesOut() {
            RawSocket socket = player("ida");
            socket.say("{'type':'cash_out','id':7,'betId':'x','table':'crash-1','roundId':'c1'}");
            JsonNode out = socket.hear("cashed_out");
            assertThat(out.get("id").asInt()).isEqualTo(7);
            assertThat(out.get("multiplierX100").asInt()).isEqualTo(150);
        }

        @Test
        void aLaterSessionBeginsWithTheBalanceThatABetHasLeft() {
            RawSocket first = player("jill");
            bet(first, 2, "w1");
            JsonNode accepted = first.hear("bet_accepted");
            try (RawSocket second = RawSocket.upgraded(house.port())) {
                second.say("{'type':'connect','id':1,'token':'" + house.token("jill") + "'}");
                JsonNode wallet = second.hear("connected").get("wallet");
                assertThat(wallet.get("balanceMinor")).isEqualTo(accepted.get("balanceMinor"));
                assertThat(wallet.get("walletVersion")).isEqualTo(accepted.get("walletVersion"));
            }
        }

        @Test
        void tellsOfTheWalletOnlyWhatIsNewer() {
            RawSocket socket = player("jane");
            house.walletChanged("jane", 777);
            JsonNode updated = socket.hear("wallet_updated");
            assertThat(updated.get("balanceMinor").asLong()).isEqualTo(777);
            house.staleWallet("jane");
            house.walletChanged("jane", 778);
            JsonNode next = socket.hear("wallet_updated");
            assertThat(next.get("balanceMinor").asLong()).isEqualTo(778);
            assertThat(next.get("offset").asLong())
                    .isEqualTo(updated.get("offset").asLong() + 1);
        }
    }

    @Nested
    class TablesStream {
        @Test
        void beginsWithASnapshotAndMyBets() {
            RawSocket socket = player("kate");
            bet(socket, 2, "k1");
            socket.hear("bet_accepted");
            socket.say("{'type':'subscribe','id':3,'table':'roulette-1'}");
            JsonNode subscribed = socket.hear("subscribed");
            assertThat(subscribed.get("id").asInt()).isEqualTo(3);
            assertThat(subscribed.get("recovered").asBoolean()).isFalse();
            assertThat(subscribed.at("/snapshot/table/minStakeMinor").asLong()).isEqualTo(100);
            assertThat(subscribed.at("/snapshot/table/payTable").isEmpty()).isFalse();
            assertThat(subscribed.at("/snapshot/round/bettingClosesAt").asText())
                    .endsWith("Z");
            assertThat(subscribed.at("/snapshot/openBets/0/betId").asText()).isEqualTo("k1");
            assertThat(subscribed.at("/snapshot/openBets/0/selection/kind").asText())
                    .isEqualTo("straight");
        }

        @Test
        void remembersBetsFromTheBookWhenTheStreamHasForgotten() {
            house.publish(House.ROULETTE, "round_opened", House.round(House.ROULETTE, "r1", Stage.BETS_OPEN, null));
            RawSocket socket = player("lena");
            bet(socket, 2, "l1");
            socket.hear("bet_accepted");
            house.loseStream("lena");
            socket.readCloseCode();
            RawSocket again = player("lena");
            again.say("{'type':'subscribe','table':'roulette-1'}");
            assertThat(again.hear("subscribed").at("/snapshot/openBets/0/betId").asText())
                    .isEqualTo("l1");
        }

        @Test
        void goesOnWithoutAGapEvenWhereAnEventWasLost() {
            RawSocket socket = player("mia");
            socket.say("{'type':'subscribe','table':'roulette-1'}");
            long offset = socket.hear("subscribed").get("offset").asLong();
            house.publish(
                    House.ROULETTE, "betting_closed", House.round(House.ROULETTE, "m", Stage.BETS_CLOSED, null), true);
            house.publish(
                    House.ROULETTE,
                    "round_result",
                    House.round(House.ROULETTE, "m", Stage.RESULT, new Outcome.Roulette(17)));
            JsonNode first = socket.hear("table_event");
            assertThat(first.get("offset").asLong()).isEqualTo(offset + 1);
            assertThat(first.at("/event/type").asText()).isEqualTo("betting_closed");
            JsonNode second = socket.hear("table_event");
            assertThat(second.get("offset").asLong()).isEqualTo(offset + 2);
            assertThat(second.at("/event/outcome/number").asInt()).isEqualTo(17);
        }

        @Test
        void givesAllThatWasMissedToWhoeverComesBack() {
            RawSocket socket = player("nora");
            socket.say("{'type':'subscribe','table':'roulette-1'}");
            JsonNode subscribed = socket.hear("subscribed");
            long offset = subscribed.get("offset").asLong();
            socket.say("{'type':'unsubscribe','id':9,'table':'roulette-1'}");
            assertThat(socket.hear("unsubscribed").get("id").asInt()).isEqualTo(9);
            house.publish(House.ROULETTE, "round_opened", House.round(House.ROULETTE, "n", Stage.BETS_OPEN, null));
            socket.say("{'type':'subscribe','id':10,'table':'roulette-1','recover':{'epoch':'"
                    + subscribed.get("epoch").asText() + "','offset':" + offset + "}}");
            JsonNode again = socket.hear("subscribed");
            assertThat(again.get("recovered").asBoolean()).isTrue();
            assertThat(again.has("snapshot")).isFalse();
            assertThat(again.get("events")).hasSize((int) (again.get("offset").asLong() - offset));
            assertThat(again.at("/events/0/offset").asLong()).isEqualTo(offset + 1);
        }

        @Test
        void beginsAnewUnaskedInANewEpoch() {
            RawSocket socket = player("olga");
            socket.say("{'type':'subscribe','table':'crash-1'}");
            assertThat(socket.hear("subscribed").get("epoch").asText()).isEqualTo("e1");
            house.newEpoch(House.CRASH, "e2");
            JsonNode anew = socket.hear("subscribed");
            assertThat(anew.get("epoch").asText()).isEqualTo("e2");
            assertThat(anew.get("recovered").asBoolean()).isFalse();
            assertThat(anew.has("id")).isFalse();
            house.newEpoch(House.CRASH, "e1");
            socket.hear("subscribed");
        }

        @Test
        void showsAFlight() {
            RawSocket socket = player("pia");
            socket.say("{'type':'subscribe','table':'crash-1'}");
            socket.hear("subscribed");
            house.publish(House.CRASH, "flight_started", House.round(House.CRASH, "c9", Stage.IN_FLIGHT, null));
            house.publish(House.CRASH, "round_opened", House.round(House.CRASH, "c10", Stage.BETS_OPEN, null));
            house.publish(House.CRASH, "flight_started", House.round(House.CRASH, "c10", Stage.IN_FLIGHT, null));
            house.tick(House.CRASH, "c10", 123);
            JsonNode state = socket.hear("table_state");
            assertThat(state.get("multiplierX100").asInt()).isEqualTo(123);
            assertThat(state.get("roundId").asText()).isEqualTo("c10");
            socket.say("{'type':'subscribe','id':2,'table':'crash-1'}");
            assertThat(socket.hear("subscribed")
                            .at("/snapshot/round/multiplierX100")
                            .asInt())
                    .isEqualTo(123);
        }

        @ParameterizedTest
        @CsvSource({"nowhere,unknown_table", "crash-1,too_many_subscriptions"})
        void refusesATable(String table, String code) {
            RawSocket socket = player("rosa");
            socket.say("{'type':'subscribe','table':'roulette-1'}");
            socket.hear("subscribed");
            socket.say("{'type':'subscribe','id':'s','table':'" + table + "'}");
            JsonNode error = socket.hear("error");
            assertThat(error.get("code").asText()).isEqualTo(code);
            assertThat(error.get("id").asText()).isEqualTo("s");
        }
    }
}
