package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.Restriction;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the AsyncAPI document against what the server really sends and takes. */
class AsyncApiTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @SuppressWarnings("NullAway.Init")
    private static JsonNode document;

    private final Map<String, Schema> schemas = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(in));
        }
    }

    @Test
    void describesEveryMessageThatTheServerSends() {
        List<JsonNode> heard = new ArrayList<>();
        List<String> said = new ArrayList<>();
        play(heard, said);
        Set<String> types = new HashSet<>();
        for (JsonNode message : heard) {
            String type = message.get("type").asText();
            types.add(type);
            assertValid(type, message.toString());
        }
        for (String message : said) {
            String json = message.replace('\'', '"');
            assertValid(json.split("\"", 5)[3], json);
        }
        assertThat(types).containsExactlyInAnyOrderElementsOf(messagesOf("toPlayer"));
    }

    @Test
    void describesEveryMessageThatTheServerTakes() {
        for (String type : messagesOf("fromPlayer")) {
            assertThat(schema(type).validate("{\"type\":\"" + type + "x\"}", InputFormat.JSON))
                    .isNotEmpty();
        }
        assertThat(messagesOf("fromPlayer"))
                .containsExactlyInAnyOrder(
                        "connect",
                        "subscribe",
                        "unsubscribe",
                        "place_bet",
                        "place_bets",
                        "cash_out",
                        "refresh",
                        "ping");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        document.findValues("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.asText().substring(1)).isMissingNode())
                        .as(reference.asText())
                        .isFalse());
    }

    /** Makes the server say all that it can say. */
    private static void play(List<JsonNode> heard, List<String> said) {
        try (House house = new House("answer-timeout=300ms", "lease-interval=200ms")) {
            house.publish(House.CRASH, "round_opened", House.round(House.CRASH, "c1", Stage.BETS_OPEN, null));
            RawSocket socket = RawSocket.upgraded(house.port());
            String token = house.token("ann");
            say(socket, said, "{'type':'connect','id':1,'token':'" + token + "'}");
            String epoch = socket.hear("connected").get("epoch").asText();
            say(socket, said, "{'type':'subscribe','id':2,'table':'crash-1','recover':{'epoch':'x','offset':0}}");
            socket.hear("subscribed");
            say(
                    socket,
                    said,
                    "{'type':'place_bet','id':3,'betId':'b1','table':'crash-1','roundId':'c1',"
                            + "'selection':{'kind':'crash','autoCashOutX100':250},'stakeMinor':500}");
            socket.hear("bet_accepted");
            say(socket, said, "{'type':'cash_out','id':4,'betId':'b1','table':'crash-1','roundId':'c1'}");
            socket.hear("cashed_out");
            say(
                    socket,
                    said,
                    "{'type':'place_bets','id':'x','table':'nowhere','roundId':'c1','bets':["
                            + "{'betId':'b2','selection':{'kind':'red'},'stakeMinor':500}]}");
            socket.hear("bet_rejected");
            say(socket, said, "{'type':'cash_out','id':5,'betId':'b1','table':'nowhere','roundId':'c1'}");
            socket.hear("cash_out_rejected");
            house.publish(House.CRASH, "betting_closed", House.round(House.CRASH, "c1", Stage.BETS_CLOSED, null));
            house.publish(House.CRASH, "flight_started", House.round(House.CRASH, "c1", Stage.IN_FLIGHT, null));
            house.tick(House.CRASH, "c1", 110);
            socket.hear("table_state");
            for (String event : List.of("round_result", "round_settled", "round_corrected", "round_voided")) {
                house.publish(House.CRASH, event, House.round(House.CRASH, "c1", Stage.RESULT, new Outcome.Crash(187)));
                socket.hear("table_event");
            }
            say(socket, said, "{'type':'subscribe','id':6,'table':'crash-1','recover':{'epoch':'e1','offset':3}}");
            socket.hear("subscribed");
            house.tell(new PlayerNotice.BetSettled("ann", "b1", "crash-1", "house~c1", "won", 1, 750, 100_250L, 2L));
            socket.hear("bet_settled");
            house.tell(new PlayerNotice.BetRejected(
                    "ann", "b1", "crash-1", "house~c2", "transaction_conflict", false, 5L, 2L, "house~c1", null));
            socket.hear("bet_rejected");
            for (Restriction restriction : restrictions()) {
                house.tell(new PlayerNotice.BetRejected(
                        "ann", "b3", "crash-1", "house~c2", "loss_limit", false, 5L, 2L, null, restriction));
                socket.hear("bet_rejected");
            }
            house.walletChanged("ann", 100_250);
            socket.hear("wallet_updated");
            say(socket, said, "{'type':'refresh','id':7,'token':'" + token + "'}");
            socket.hear("refreshed");
            say(socket, said, "{'type':'ping','id':8,'rttMs':31}");
            socket.hear("pong");
            socket.say("{'type':'subscribe','id':9}");
            socket.hear("error");
            say(socket, said, "{'type':'subscribe','id':10,'table':'crash-1'}");
            socket.hear("subscribed");
            say(socket, said, "{'type':'unsubscribe','id':11,'table':'crash-1'}");
            socket.hear("unsubscribed");
            house.silenceBookOf("ann", "house~c1");
            say(
                    socket,
                    said,
                    "{'type':'place_bet','id':12,'betId':'b3','table':'crash-1','roundId':'c1',"
                            + "'selection':{'kind':'crash'},'stakeMinor':500}");
            socket.hear("bet_unknown");
            RawSocket again = RawSocket.upgraded(house.port());
            say(
                    again,
                    said,
                    "{'type':'connect','token':'" + token + "','recover':{'epoch':'" + epoch + "','offset':0}}");
            again.hear("connected");
            house.edge.stop();
            socket.hear("reconnect");
            heard.addAll(socket.seen());
            heard.addAll(again.seen());
            socket.close();
            again.close();
        }
    }

    private static void say(RawSocket socket, List<String> said, String message) {
        said.add(message);
        socket.say(message);
    }

    private void assertValid(String type, String json) {
        List<Error> errors = schema(type).validate(json, InputFormat.JSON);
        assertThat(errors).as(json).isEmpty();
    }

    private Schema schema(String type) {
        return schemas.computeIfAbsent(type, name -> {
            ObjectNode root = document.deepCopy();
            assertThat(root.at("/components/messages/" + name + "/payload/$ref").asText())
                    .isEqualTo("#/components/schemas/" + name);
            root.retain("components");
            root.put("$ref", "#/components/schemas/" + name);
            return REGISTRY.getSchema(root.toString(), InputFormat.JSON);
        });
    }

    private static Set<String> messagesOf(String operation) {
        Set<String> names = new HashSet<>();
        document.at("/operations/" + operation + "/messages")
                .forEach(message -> names.add(message.get("$ref").asText().replaceAll(".*/", "")));
        return names;
    }

    private static List<Restriction> restrictions() {
        Instant at = Instant.parse("2026-11-23T00:00:00Z");
        var loss = new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.WEEK);
        var time = new LimitKey(LimitKey.Setter.OPERATOR, LimitKind.TIME, LimitPeriod.SESSION);
        return List.of(
                new Restriction(Restriction.Kind.LIMIT, loss, 5_000, -20, at),
                new Restriction(Restriction.Kind.LIMIT, time, 1_800_000, 1_801_500, at),
                new Restriction(Restriction.Kind.EXCLUSION, null, 0, 0, at),
                new Restriction(Restriction.Kind.FREEZE, null, 0, 0, null));
    }
}
