package io.croupier.round.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.round.game.Game.InvalidField;
import java.math.BigInteger;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Crash CRASH = Games.CRASH;
    private static final long ALL = 1L << 52;

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Nested
    class Burst {
        @Test
        void isFrom100To1000000() {
            assertThat(Crash.bustX100(0)).isEqualTo(100);
            assertThat(Crash.bustX100(ALL / 2)).isEqualTo(198);
            assertThat(Crash.bustX100(ALL - 1)).isEqualTo(Crash.MAX_X100);
            assertThatThrownBy(() -> Crash.bustX100(ALL)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Crash.bustX100(-1)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void neverFallsAsTheDrawRises() {
            int last = 0;
            for (long bits = 0; bits < ALL; bits += ALL / 100_003) {
                int bust = Crash.bustX100(bits);
                assertThat(bust).isGreaterThanOrEqualTo(last);
                last = bust;
            }
        }

        @Test
        void returns99PercentWhateverTheTarget() {
            for (int target : new int[] {101, 102, 150, 200, 250, 1000, 10_000, 999_999, 1_000_000}) {
                long winning = ALL - firstBitsReaching(target);
                // winning/ALL * target/100 = 0.99, up to one draw in 2^52
                BigInteger returned = BigInteger.valueOf(winning).multiply(BigInteger.valueOf(target));
                BigInteger fair = BigInteger.valueOf(ALL).multiply(BigInteger.valueOf(99));
                assertThat(fair.subtract(returned).abs()).isLessThan(BigInteger.valueOf(target));
            }
        }

        @Test
        void isInstantInTwoOfAHundredFlights() {
            // 1.01 is reached with the chance 0.99 / 1.01.
            long instant = firstBitsReaching(101);
            assertThat(instant / (double) ALL).isBetween(0.0198, 0.01981);
        }

        @Test
        void isDrawnFromBothSeeds() {
            byte[] seed = new byte[32];
            byte[] other = new byte[32];
            other[31] = 1;
            assertThat(CRASH.draw(seed, other)).isEqualTo(CRASH.draw(seed.clone(), other.clone()));
            assertThat(CRASH.draw(seed, other)).isNotEqualTo(CRASH.draw(seed, seed));
        }

        private long firstBitsReaching(int target) {
            long low = 0;
            long high = ALL - 1;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (Crash.bustX100(middle) >= target) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    @Nested
    class Growth {
        @Test
        void startsAtOneAndDoublesInAboutTwelveSeconds() {
            assertThat(Crash.multiplierX100At(0)).isEqualTo(100);
            assertThat(Crash.multiplierX100At(-5)).isEqualTo(100);
            assertThat(Crash.multiplierX100At(11_552)).isEqualTo(199);
            assertThat(Crash.multiplierX100At(11_553)).isEqualTo(200);
            assertThat(Crash.multiplierX100At(Long.MAX_VALUE)).isEqualTo(Crash.MAX_X100);
        }

        @Test
        void neverFalls() {
            int last = 100;
            for (long ms = 0; ms < 160_000; ms++) {
                int now = Crash.multiplierX100At(ms);
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
            }
            assertThat(last).isEqualTo(Crash.MAX_X100);
        }

        @Test
        void hasAnExactInverse() {
            for (int multiplier = 101; multiplier <= Crash.MAX_X100; multiplier += multiplier < 5_000 ? 1 : 997) {
                long elapsed = Crash.elapsedMsAt(multiplier);
                assertThat(Crash.multiplierX100At(elapsed)).isGreaterThanOrEqualTo(multiplier);
                assertThat(Crash.multiplierX100At(elapsed - 1)).isLessThan(multiplier);
            }
            assertThat(Crash.elapsedMsAt(100)).isZero();
            assertThat(Crash.elapsedMsAt(Crash.MAX_X100)).isBetween(153_000L, 154_000L);
            assertThatThrownBy(() -> Crash.elapsedMsAt(Crash.MAX_X100 + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Payout {
        private long payout(@Nullable Integer auto, long stake, int bust, int cashedOut) {
            return CRASH.payoutMinor(new Selection.Crash(auto), stake, new Outcome.Crash(bust), cashedOut);
        }

        @Test
        void isNothingWithoutACashOut() {
            assertThat(payout(null, 1000, 500, 0)).isZero();
        }

        @Test
        void isTheMultiplierThatWasCashedOut() {
            assertThat(payout(null, 1000, 500, 187)).isEqualTo(1870);
            assertThat(payout(null, 33, 500, 187)).isEqualTo(61);
        }

        @Test
        void isTheTargetWhereTheFlightReachedIt() {
            assertThat(payout(250, 1000, 250, 0)).isEqualTo(2500);
            assertThat(payout(250, 1000, 249, 0)).isZero();
        }

        @Test
        void isTheLowerOfCashOutAndTarget() {
            assertThat(payout(250, 1000, 300, 150)).isEqualTo(1500);
            assertThat(payout(250, 1000, 300, 280)).isEqualTo(2500);
            assertThat(payout(400, 1000, 300, 280)).isEqualTo(2800);
        }

        @Test
        void isExactAndNeverOverflowsSilently() {
            Random random = new Random(7);
            for (int i = 0; i < 10_000; i++) {
                long stake = random.nextLong(1L << 53);
                int multiplier = random.nextInt(100, 100_000);
                assertThat(BigInteger.valueOf(Crash.payoutMinor(stake, multiplier)))
                        .as("stake=%d multiplier=%d seed=7", stake, multiplier)
                        .isEqualTo(BigInteger.valueOf(stake)
                                .multiply(BigInteger.valueOf(multiplier))
                                .divide(BigInteger.valueOf(100)));
            }
            assertThatThrownBy(() -> Crash.payoutMinor(Long.MAX_VALUE, 101)).isInstanceOf(ArithmeticException.class);
        }
    }

    @Nested
    class Reading {
        @Test
        void takesABetWithAndWithoutATarget() throws InvalidField {
            Selection plain = CRASH.parseSelection(json("{'kind':'crash','extra':1}"));
            assertThat(plain).isEqualTo(new Selection.Crash(null));
            assertThat(CRASH.toJson(plain)).isEqualTo(json("{'kind':'crash'}"));
            Selection auto = CRASH.parseSelection(json("{'kind':'crash','autoCashOutX100':250}"));
            assertThat(auto).isEqualTo(new Selection.Crash(250));
            assertThat(CRASH.toJson(auto)).isEqualTo(json("{'kind':'crash','autoCashOutX100':250}"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "'x'|selection",
                    "{}|kind",
                    "{'kind':'red'}|kind",
                    "{'kind':'crash','autoCashOutX100':100}|autoCashOutX100",
                    "{'kind':'crash','autoCashOutX100':1000001}|autoCashOutX100",
                    "{'kind':'crash','autoCashOutX100':'250'}|autoCashOutX100",
                    "{'kind':'crash','autoCashOutX100':2.5}|autoCashOutX100",
                },
                quoteCharacter = '~')
        void namesTheFieldThatBreaksARule(String selection, String field) {
            InvalidField refused =
                    catchThrowableOfType(InvalidField.class, () -> CRASH.parseSelection(json(selection)));
            assertThat(refused.field()).isEqualTo(field);
        }

        @Test
        void readsOutcomes() throws InvalidField {
            assertThat(CRASH.parseOutcome(json("{'bustX100':187}"))).isEqualTo(new Outcome.Crash(187));
            assertThat(CRASH.toJson(new Outcome.Crash(187))).isEqualTo(json("{'bustX100':187}"));
            assertThatThrownBy(() -> CRASH.parseOutcome(json("{'bustX100':99}")))
                    .isInstanceOf(InvalidField.class);
        }
    }

    @Test
    void gamesAreFoundByName() {
        assertThat(Games.find("crash")).contains(CRASH);
        assertThat(Games.find("poker")).isEmpty();
        assertThat(Games.all()).hasSize(2);
        assertThatThrownBy(() -> Games.of("poker")).hasMessageContaining("game=poker");
    }
}
