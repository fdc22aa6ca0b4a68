package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.croupier.edge.ClientMessages.BadMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessagesTest {
    private static final String BET =
            "{'type':'place_bet','id':1,'betId':'b','table':'t','roundId':'r','selection':{'kind':'red'},'stakeMinor':5}";

    @Test
    void aBetMayNameTheFreeBetsThatItIsOneOf() throws BadMessage {
        assertThat(freeBetOf(BET)).isNull();
        assertThat(freeBetOf(BET.replace("'stakeMinor'", "'freeBetId':null,'stakeMinor'")))
                .isNull();
        assertThat(freeBetOf(BET.replace("'stakeMinor'", "'freeBetId':'welcome','stakeMinor'")))
                .isEqualTo("welcome");
    }

    private static @Nullable String freeBetOf(String message) throws BadMessage {
        return ((ClientMessage.PlaceBets) parse(message)).bets().get(0).freeBetId();
    }

    @Test
    void readsEveryMessage() throws BadMessage {
        assertThat(parse("{'type':'connect','token':'x','recover':{'epoch':'e','offset':7}}"))
                .isEqualTo(new ClientMessage.Connect(null, "x", new ClientMessage.Position("e", 7)));
        assertThat(parse("{'type':'subscribe','id':'a','table':'t'}"))
                .isEqualTo(new ClientMessage.Subscribe("\"a\"", "t", null));
        assertThat(parse("{'type':'unsubscribe','table':'t'}")).isEqualTo(new ClientMessage.Unsubscribe(null, "t"));
        assertThat(parse("{'type':'ping','id':1,'rttMs':12}")).isEqualTo(new ClientMessage.Ping("1", 12L));
        assertThat(parse("{'type':'refresh','token':'y'}")).isEqualTo(new ClientMessage.Refresh(null, "y"));
        assertThat(parse("{'type':'cash_out','betId':'b','table':'t','roundId':'r'}"))
                .isEqualTo(new ClientMessage.CashOut(null, "b", "t", "r"));
        assertThat(((ClientMessage.PlaceBets) parse(BET)).bets().get(0).stakeMinor())
                .isEqualTo(5);
    }

    @Test
    void ignoresWhatItDoesNotKnow() throws BadMessage {
        assertThat(parse("{'type':'ping','more':{'a':[1,2.5,null]}}")).isEqualTo(new ClientMessage.Ping(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'ping','type':'ping'} | type",
                "{'id':1} | type",
                "{'type':5} | type",
                "{'type':null} | type",
                "{'type':'bet'} | type",
                "{'type':'ping','id':1.0} | id",
                "{'type':'ping','id':[1]} | id",
                "{'type':'ping','id':true} | id",
                "{'type':'ping','id':99999999999999999999} | id",
                "{'type':'ping','rttMs':'5'} | rttMs",
                "{'type':'ping','rttMs':-1} | rttMs",
                "{'type':'connect'} | token",
                "{'type':'connect','token':5} | token",
                "{'type':'connect','token':'x','recover':5} | recover",
                "{'type':'connect','token':'x','recover':{}} | recover.epoch",
                "{'type':'connect','token':'x','recover':{'epoch':'e'}} | recover.offset",
                "{'type':'connect','token':'x','recover':{'epoch':'e','offset':-1}} | recover.offset",
                "{'type':'connect','token':'x','recover':{'epoch':'e','offset':1.5}} | recover.offset",
                "{'type':'connect','token':'x','recover':{'epoch':'e','offset':1,'offset':2}} | offset",
                "{'type':'subscribe'} | table",
                "{'type':'subscribe','table':''} | table",
                "{'type':'subscribe','table':'a~b'} | table",
                "{'type':'subscribe','table':'a/b'} | table",
                "{'type':'refresh','token':null} | token",
                "{'type':'cash_out','betId':'b','table':'t'} | roundId",
                "{'type':'place_bets','table':'t','roundId':'r'} | bets",
                "{'type':'place_bets','table':'t','roundId':'r','bets':[]} | bets",
                "{'type':'place_bets','table':'t','roundId':'r','bets':{}} | bets",
                "{'type':'place_bets','table':'t','roundId':'r','bets':[5]} | bets[0]",
                "{'type':'place_bets','table':'t','roundId':'r','bets':[{'betId':'b'}]} | bets[0].selection"
            })
    void namesTheFieldThatIsWrong(String json, String field) {
        assertThat(bad(json).field).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.0",
                "1e2",
                "9007199254740992",
                "99999999999999999999999999",
                "'5'",
                "null",
                "true",
                "[]"
            })
    void refusesAStakeThatIsNoPositiveInteger(String stake) {
        BadMessage bad = bad(BET.replace("'stakeMinor':5", "'stakeMinor':" + stake));
        assertThat(bad.field).isEqualTo("stakeMinor");
        assertThat(bad.id).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "[]",
                "5",
                "null",
                "{",
                "{}}",
                "{} {}",
                "{'a':}",
                "{a:1}",
                "{'a':01}",
                "{'a':NaN}",
                "{'a':'\n'}",
                "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
                "{'a':111111111111111111111111111111111111111111}"
            })
    void refusesWhatIsNoObject(String text) {
        assertThat(bad(text).code).isEqualTo("malformed_json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'ping','type':'ping'} | duplicate_field",
                "{'type':'subscribe'} | missing_field",
                "{'type':'subscribe','table':5} | invalid_field",
                "{'type':'dance'} | unknown_type",
                "{'type' | malformed_json"
            })
    void saysWhatIsWrong(String json, String code) {
        assertThat(bad(json).code).isEqualTo(code);
    }

    @Test
    void takesAtMostFiftyBets() throws BadMessage {
        String bet = "{'betId':'b','selection':{},'stakeMinor':1}";
        String start = "{'type':'place_bets','table':'t','roundId':'r','bets':[";
        assertThat(((ClientMessage.PlaceBets) parse(start + (bet + ",").repeat(49) + bet + "]}")).bets())
                .hasSize(50);
        assertThat(bad(start + (bet + ",").repeat(50) + bet + "]}").field).isEqualTo("bets");
    }

    @Test
    void neverRepeatsWhatWasSent() {
        BadMessage bad = bad("{'<script>':1,'<script>':2}");
        assertThat(bad.rule()).doesNotContain("script");
        assertThat(bad.field).isNull();
    }

    private static ClientMessage parse(String json) throws BadMessage {
        return ClientMessages.parse(json.replace('\'', '"'));
    }

    private static BadMessage bad(String json) {
        BadMessage bad = catchThrowableOfType(BadMessage.class, () -> parse(json));
        assertThat(bad).as("%s is taken", json).isNotNull();
        return bad;
    }
}
