package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that anyone sends breaks the API or moves a cent that it should not. */
class BadInputIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static Person ann;
    private static Person olga;
    private static String bets;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        ann = api.player("ann", 1000);
        olga = api.operator("operator");
        bets = "/provider/v1/wallets/" + ann.id() + "/bets";
    }

    @AfterAll
    static void noMoneyHasMoved() {
        assertThat(api.get("/v1/me/wallet", ann).is(200).minor("balanceMinor")).isEqualTo(1000);
        JsonNode audit = api.get("/operator/v1/audit", olga).is(200).json();
        assertThat(audit.path("consistent").booleanValue()).as(audit.toString()).isTrue();
    }

    private static String bet(String field, String literal) {
        Map<String, String> fields = new TreeMap<>(
                Map.of("transactionId", "\"t\"", "roundId", "\"g\"", "amountMinor", "5000", "currency", "\"EUR\""));
        fields.put(field, literal);
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return json.append('}').toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "\"x\"", "{}{}", "{\"a\":1,}", "{a:1}", "\u0000", "{\"a\":\"\ud83d\"}x"})
    void malformedJsonIsNamed(String body) {
        api.signed(bets, body).is(400, "malformed_json");
        api.post("/operator/v1/players", olga, body).is(400, "malformed_json");
        api.post("/dev/players", body).is(400, "malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transactionId", "roundId", "amountMinor", "currency"})
    void aMissingFieldIsNamed(String field) {
        String without = bet(field, "null").replace("\"" + field + "\":null", "\"other\":null");
        assertThat(api.signed(bets, without).is(400, "missing_field").string("field"))
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amountMinor|-1",
                "amountMinor|1.0",
                "amountMinor|1e3",
                "amountMinor|'\"5\"'",
                "amountMinor|true",
                "amountMinor|9007199254740992",
                "amountMinor|99999999999999999999999",
                "amountMinor|null",
                "amountMinor|[5]",
                "transactionId|5",
                "transactionId|'\"a~b\"'",
                "transactionId|'\"\"'",
                "transactionId|'\"a b\"'",
                "transactionId|null",
                "roundId|{}",
                "currency|'\"eur\"'",
                "currency|'\"E\"'",
                "currency|978"
            })
    void anIllTypedFieldIsNamed(String field, String literal) {
        assertThat(api.signed(bets, bet(field, literal))
                        .is(400, "invalid_field")
                        .string("field"))
                .isEqualTo(field);
    }

    @Test
    void aFieldThatIsGivenTwiceIsNamed() {
        String twice = bet("amountMinor", "1,\"amountMinor\":1");
        assertThat(api.signed(bets, twice).is(400, "duplicate_field").string("field"))
                .isEqualTo("amountMinor");
    }

    @Test
    void anOperatorsAmountIsPositive() {
        String path = "/operator/v1/wallets/" + ann.id() + "/deposits";
        for (String amount : new String[] {"0", "-5", "0.5"}) {
            String body =
                    "{\"transactionId\":\"z\",\"reason\":\"r\",\"currency\":\"EUR\",\"amountMinor\":" + amount + "}";
            assertThat(api.post(path, olga, body).is(400, "invalid_field").string("field"))
                    .isEqualTo("amountMinor");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/provider/v1/wallets/a~b",
                "/provider/v1/wallets/a%20b",
                "/provider/v1/wallets/%00",
                "/provider/v1/wallets/a%2Fb"
            })
    void anIdInThePathHasItsAlphabet(String path) {
        assertThat(api.signedGet(path).status()).isIn(400, 404);
    }

    @Test
    void queryParametersAreChecked() {
        for (String query : new String[] {
            "limit=0",
            "limit=-1",
            "limit=201",
            "limit=x",
            "limit=1e2",
            "before=0",
            "before=x",
            "limit=99999999999999999999"
        }) {
            assertThat(api.get("/v1/me/transactions?" + query, ann)
                            .is(400, "invalid_field")
                            .string("field"))
                    .isEqualTo(query.split("=", 2)[0]);
        }
        api.signedGet("/provider/v1/rounds/r/bets?after=x").is(400, "invalid_field");
    }

    @Test
    void otherAddressesMethodsAndMediaTypesGetProblems() {
        api.get("/nothing/here").is(404, "not_found");
        api.get("/v1/me/wallet/", ann).is(404, "not_found");
        api.get("/V1/me/wallet", ann).is(404, "not_found");
        Answer method = api.send("DELETE", "/v1/me/wallet", "", Map.of()).is(405, "method_not_allowed");
        assertThat(method.headers().firstValue("Allow")).contains("GET");
        api.get(bets).is(405, "method_not_allowed");
        api.send("POST", "/dev/players", "{}", Map.of("Content-Type", "text/plain"))
                .is(415, "unsupported_media_type");
        api.send("POST", "/dev/players", "name=ann", Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .is(415, "unsupported_media_type");
    }

    /** Or what stands in front of a node would let through what it is to keep from the world. */
    @ParameterizedTest
    @CsvSource({
        "/operator/v1/audit,200",
        "/%6Fperator/v1/audit,404",
        "//operator/v1/audit,404",
        "/v1/../operator/v1/audit,404"
    })
    void anAddressIsTakenAsItWasSent(String path, int status) throws IOException {
        URI uri = NODE.node().httpUri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            write(socket, "GET " + path + " HTTP/1.1!!Host: x!!Authorization: Bearer " + olga.token() + "!!!!");
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            assertThat(answer).isEqualTo("HTTP/1.1 " + status);
        }
    }

    @Test
    void anOversizedBodyIsRefusedWhetherItsLengthIsToldOrNot() {
        String huge = bet("roundId", "\"" + "x".repeat(70_000) + "\"");
        api.signed(bets, huge).is(413, "body_too_large");
        var told = BodyPublishers.ofString(huge);
        var untold =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge.getBytes(StandardCharsets.UTF_8)));
        Map<String, String> headers =
                ApiClient.json(ApiClient.signature("POST", bets, huge, "dev", "dev-secret", Instant.now()));
        api.send("POST", bets, told, headers).is(413, "body_too_large");
        api.send("POST", bets, untold, headers).is(413, "body_too_large");
    }

    @Test
    void aBulkResultMayBeLarger() {
        String padding = "\"padding\":\"" + "x".repeat(1_000_000) + "\"";
        api.signed("/provider/v1/rounds/none/result", "{\"resultId\":\"a\",\"outcome\":{\"number\":1}," + padding + "}")
                .is(404, "round_not_found");
        String larger = "x".repeat(9_000_000);
        api.signed("/provider/v1/rounds/none/result", larger).is(413, "body_too_large");
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 9000000,'',''", "Transfer-Encoding: chunked,dbba0!!,!!"})
    void whoSendsFarTooMuchStillSeesTheAnswer(String length, String before, String after) throws IOException {
        URI uri = NODE.node().httpUri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            write(socket, "POST /dev/players HTTP/1.1!!Host: x!!Content-Type: application/json!!" + length + "!!!!");
            byte[] tenth = new byte[900_000];
            for (int i = 0; i < 10; i++) {
                write(socket, before);
                socket.getOutputStream().write(tenth);
                write(socket, after);
                // An early answer and its end of the connection would be there by now.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            write(socket, after.isEmpty() ? "" : "0!!!!");
            String answer = new String(socket.getInputStream().readNBytes(400), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
        }
    }

    /** With {@code !!} for the ends of lines. */
    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.replace("!!", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void tokensThatDoNotHoldAreRefused() {
        String[] parts = ann.token().split("\\.", -1);
        for (String token : new String[] {
            "",
            "x",
            "a.b.c",
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + "A".repeat(86),
            encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".",
            encoded("{\"alg\":\"EdDSA\",\"kid\":\"nobody\"}") + "." + parts[1] + "." + parts[2],
            encoded("{\"alg\":\"HS256\",\"kid\":\"dev\"}") + "." + parts[1] + "." + parts[2],
            "x".repeat(6000)
        }) {
            api.get("/v1/me/wallet", new Person("", token)).is(401, "unauthenticated");
        }
        new TestTokens(NODE.node())
                .wrong(ann.id())
                .forEach((what, token) ->
                        api.get("/v1/me/wallet", new Person(what, token)).is(401, "unauthenticated"));
        api.send("GET", "/v1/me/wallet", "", Map.of("Authorization", "Basic YTpi"))
                .is(401, "unauthenticated");
        api.get("/v1/me/wallet").is(401, "unauthenticated");
        api.send("GET", "/v1/me/wallet", "", Map.of("Authorization", "bearer " + ann.token()))
                .is(200);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void whatIsNoHttpGetsAProblemToo(String bytes) throws IOException {
        URI uri = NODE.node().httpUri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(600), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 (400|505) .*");
            assertThat(answer).contains("application/problem+json").contains("\"code\":\"malformed_request\"");
        }
    }

    @Test
    void manyMalformedBodiesAreAllAnsweredAndTheApiLives() {
        for (int i = 0; i < 500; i++) {
            api.signed(bets, "{\"transactionId\":" + i).is(400, "malformed_json");
        }
        api.get("/v1/me/wallet", ann).is(200);
    }
}
