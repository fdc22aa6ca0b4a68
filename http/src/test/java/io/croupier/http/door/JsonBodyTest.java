package io.croupier.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static final String GOOD = """
            {"transactionId":"t-1","amountMinor":500,"currency":"EUR","at":"2026-11-21T12:00:00.5+01:00",
             "bets":[{"betId":"b1"},{"betId":"b2"}],"note":"für Olga","ok":true,"later":null}""";

    private static JsonBody parse(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refused(ThrowingCallable reading) {
        var thrown = catchThrowableOfType(ProblemException.class, reading);
        return Objects.requireNonNull(thrown).problem();
    }

    private static void refusesField(ThrowingCallable reading, ProblemCode code, String field) {
        Problem problem = refused(reading);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.detail()).startsWith(field);
    }

    @Test
    void readsWhatIsThereAndIgnoresTheRest() {
        JsonBody body = parse(GOOD);
        assertThat(body.id("transactionId")).isEqualTo("t-1");
        assertThat(body.amountMinor("amountMinor", 1)).isEqualTo(500);
        assertThat(body.currency("currency")).isEqualTo("EUR");
        assertThat(body.instant("at")).isEqualTo(Instant.parse("2026-11-21T11:00:00.500Z"));
        assertThat(body.text("note", 20)).isEqualTo("für Olga");
        assertThat(body.objects("bets", 2)).extracting(bet -> bet.id("betId")).containsExactly("b1", "b2");
        assertThat(body.optionalInstant("later")).isNull();
    }

    @Test
    void anEmptyBodyIsAnObjectWithoutFields() {
        refusesField(() -> JsonBody.parse(new byte[0]).id("playerId"), ProblemCode.MISSING_FIELD, "playerId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "5",
                "{",
                "{\"a\":}",
                "{'a':1}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "// {}",
                "{\"a\":\"\u0001\"}",
                "\ufeff{}"
            })
    void whatIsNotOneJsonObjectIsRefused(String json) {
        if (!json.isEmpty()) {
            assertThat(refused(() -> parse(json)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        }
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16);
        assertThat(refused(() -> JsonBody.parse(utf16)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        byte[] latin1 = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refused(() -> JsonBody.parse(latin1)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    }

    @Test
    void aFieldThatIsGivenTwiceIsRefusedWithItsName() {
        refusesField(() -> parse("{\"amountMinor\":1,\"amountMinor\":1}"), ProblemCode.DUPLICATE_FIELD, "amountMinor");
        refusesField(() -> parse("{\"outcome\":{\"n\":1,\"n\":2}}"), ProblemCode.DUPLICATE_FIELD, "n");
        refusesField(() -> parse("{\"a\":1,\"\\u0061\":2}"), ProblemCode.DUPLICATE_FIELD, "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e3",
                "5E2",
                "\"500\"",
                "true",
                "null",
                "[500]",
                "{}",
                "0",
                "-1",
                "-0",
                "9007199254740992",
                "9223372036854775808",
                "-9223372036854775809",
                "1e400",
                "123456789012345678901234567890"
            })
    void anAmountIsAnIntegerLiteralFromOneToTheLargestExactInteger(String literal) {
        refusesField(
                () -> parse("{\"amountMinor\":" + literal + "}").amountMinor("amountMinor", 1),
                ProblemCode.INVALID_FIELD,
                "amountMinor");
    }

    @Test
    void theLargestAmountIsTaken() {
        assertThat(parse("{\"amountMinor\":9007199254740991}").amountMinor("amountMinor", 1))
                .isEqualTo(9_007_199_254_740_991L);
        assertThat(parse("{\"amountMinor\":0}").amountMinor("amountMinor", 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a~b", "ä", "a/b", "a\\u0000b", "\\ud800"})
    void anIdHasItsAlphabet(String id) {
        refusesField(() -> parse("{\"betId\":\"" + id + "\"}").id("betId"), ProblemCode.INVALID_FIELD, "betId");
    }

    @Test
    void anIdHasAtMost128Characters() {
        assertThat(parse("{\"betId\":\"" + "x".repeat(128) + "\"}").id("betId")).hasSize(128);
        refusesField(
                () -> parse("{\"betId\":\"" + "x".repeat(129) + "\"}").id("betId"), ProblemCode.INVALID_FIELD, "betId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\\u0000", "a\\nb", "\\ud800", "\\udc00x"})
    void textHasNoControlCharactersAndNoHalves(String text) {
        refusesField(
                () -> parse("{\"reason\":\"" + text + "\"}").text("reason", 10), ProblemCode.INVALID_FIELD, "reason");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026",
                "2026-11-21",
                "2026-11-21T12:00:00",
                "1999-12-31T23:59:59Z",
                "9999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "2026-02-30T00:00:00Z",
                "now"
            })
    void aTimeIsIso8601WithAnOffset(String time) {
        refusesField(
                () -> parse("{\"closedAt\":\"" + time + "\"}").instant("closedAt"),
                ProblemCode.INVALID_FIELD,
                "closedAt");
    }

    @Test
    void aFieldInAListIsNamedByItsPath() {
        refusesField(
                () -> parse("{\"payouts\":[{\"betId\":\"a\"},{\"betId\":7}]}")
                        .objects("payouts", 10)
                        .get(1)
                        .id("betId"),
                ProblemCode.INVALID_FIELD,
                "payouts[1].betId");
        refusesField(() -> parse("{\"payouts\":[5]}").objects("payouts", 10), ProblemCode.INVALID_FIELD, "payouts[0]");
        refusesField(() -> parse("{\"payouts\":[{},{}]}").objects("payouts", 1), ProblemCode.INVALID_FIELD, "payouts");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}";
        assertThat(refused(() -> parse(deep)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    }

    /** Whatever comes, the reader answers or refuses with a problem; it never fails otherwise. */
    @Test
    void noBytesBreakTheReader() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = mutated(good, random);
            try {
                JsonBody body = JsonBody.parse(bytes);
                readAll(body);
            } catch (ProblemException refusal) {
                assertThat(refusal.problem().code().status()).isEqualTo(400);
            } catch (RuntimeException | StackOverflowError failure) {
                throw new AssertionError(
                        "seed=" + seed + " bytes=" + new String(bytes, StandardCharsets.UTF_8), failure);
            }
        }
    }

    private static void readAll(JsonBody body) {
        body.id("transactionId");
        long amount = body.amountMinor("amountMinor", 1);
        assertThat(amount).isBetween(1L, JsonBody.MAX_AMOUNT_MINOR);
        body.currency("currency");
        body.instant("at");
        body.objects("bets", 5).forEach(bet -> bet.id("betId"));
        body.text("note", 20);
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        String syntax = "{}[]\",:0123456789.eE-+\\u tfn\u0000";
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean()
                    ? (byte) syntax.charAt(random.nextInt(syntax.length()))
                    : (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Test
    void aProblemSaysTheRule() {
        assertThatThrownBy(() -> parse("{\"currency\":\"eur\"}").currency("currency"))
                .hasMessage("invalid_field: currency must be 3 to 12 of A-Z0-9, a letter first");
    }
}
