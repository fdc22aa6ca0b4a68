package io.croupier.simulations.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final String PIECES = "@@++,, 0123456789smhxkil-db\t\né\u0000@1s,";
    private static final int FUZZ = 20_000;

    private final long seed = Long.getLong("croupier.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static void refuses(String text, String... words) {
        assertThatThrownBy(() -> ChaosPlan.parse(text))
                .as(text)
                .isInstanceOf(PlanException.class)
                .hasMessageContainingAll(words);
    }

    @Nested
    class WhenWritten {
        @Test
        void saysFaultTimeAndHold() {
            var plan = ChaosPlan.parse("kill@30s, db-stop@1m+10s,db-cut@90500ms");

            assertThat(plan.items())
                    .containsExactly(
                            new ChaosPlan.Item(Faults.byName("kill"), Duration.ofSeconds(30), Duration.ZERO),
                            new ChaosPlan.Item(Faults.byName("db-stop"), Duration.ofMinutes(1), Duration.ofSeconds(10)),
                            new ChaosPlan.Item(Faults.byName("db-cut"), Duration.ofMillis(90_500), Duration.ZERO));
            assertThat(plan).hasToString("kill@30s+0s,db-stop@60s+10s,db-cut@90500ms+0s");
            assertThat(plan.end()).isEqualTo(Duration.ofMillis(90_500));
        }

        @Test
        void takesTheUsualHoldWhereItSaysNone() {
            ChaosPlan.Item item = ChaosPlan.parse("db-partition@1s").items().get(0);

            assertThat(item.holdFor()).isEqualTo(Faults.byName("db-partition").defaultHold());
        }

        @Test
        void namesTheItemAndTheRuleThatItBreaks() {
            refuses("", "''", "an item is fault@time");
            refuses("kill@30s,", "''", "an item is fault@time");
            refuses("kill", "'kill'", "an item is fault@time");
            refuses("kill@1s+2s+3s", "'kill@1s+2s+3s'", "an item is fault@time");
            refuses("kill@30", "'kill@30'", "a time is a whole number with ms, s, m or h, not '30'");
            refuses("kill@-3s", "'kill@-3s'", "not '-3s'");
            refuses("freeze@1s+1.5s", "not '1.5s'");
            refuses("thrill@3s", "there is no fault 'thrill'", "db-partition-one-way", "clock-jump", "roll");
            refuses("kill@49h", "'kill@176400s+0s'", "the latest time is 48h");
            refuses("freeze@1s+11m", "'freeze@1s+660s'", "the longest hold is 10m");
        }

        @Test
        void neverHasTwoAtOnce() {
            refuses("db-stop@10s+10s,kill@19s", "'kill@19s+0s'", "before the one before it is over (20s)");
            refuses("kill@10s,kill@9s", "'kill@9s+0s'", "never two at once");
            assertThat(ChaosPlan.parse("db-stop@10s+10s,kill@20s").items()).hasSize(2);
        }

        @Test
        void isNeverLongerThanItsLimits() {
            refuses("kill@0s,".repeat(ChaosPlan.MOST_ITEMS) + "kill@0s", "at most 10000 faults, not 10001");
            refuses("k".repeat(1_000_000), "at most 100000 characters");
        }
    }

    @Nested
    class WhenFuzzed {
        @Test
        void anyTextIsAPlanOrIsRefusedInOneLine() {
            for (int i = 0; i < FUZZ; i++) {
                String text = i % 2 == 0 ? noise() : damaged();
                try {
                    var plan = ChaosPlan.parse(text);
                    assertThat(ChaosPlan.parse(plan.toString()))
                            .as("seed %d, '%s'", seed, text)
                            .isEqualTo(plan);
                } catch (PlanException e) {
                    assertThat(e.getMessage())
                            .as("seed %d, '%s'", seed, text)
                            .matches("[\\x20-\\x7e]+")
                            .hasSizeLessThan(600);
                }
            }
        }

        private String noise() {
            return random.ints(random.nextInt(40), 0, PIECES.length())
                    .mapToObj(i -> PIECES.substring(i, i + 1))
                    .collect(Collectors.joining());
        }

        private String damaged() {
            var text = new StringBuilder();
            int at = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                Fault fault = Faults.ALL.get(random.nextInt(Faults.ALL.size()));
                int hold = random.nextInt(20);
                text.append(fault.name())
                        .append('@')
                        .append(at += random.nextInt(50))
                        .append("s+");
                text.append(hold).append(i == 0 ? "s" : "s,");
                at += hold;
            }
            for (int damage = random.nextInt(3); damage > 0; damage--) {
                int place = random.nextInt(text.length());
                text.replace(place, place + 1, "" + PIECES.charAt(random.nextInt(PIECES.length())));
            }
            return text.toString();
        }
    }

    @Nested
    class ByChance {
        private final List<Fault> faults = List.of(
                Faults.byName("kill"), Faults.byName("db-stop"), Faults.byName("db-cut"), Faults.byName("freeze"));

        private ChaosPlan plan(long seed) {
            return ChaosPlan.byChance(
                    faults, Duration.ofSeconds(20), Duration.ofMinutes(10), Duration.ofMinutes(1), seed);
        }

        @Test
        void isTheSameForTheSameSeed() {
            assertThat(plan(seed)).as("seed %d", seed).isEqualTo(plan(seed)).isNotEqualTo(plan(seed + 1));
        }

        @Test
        void hasOneFaultInEveryIntervalAndAllOfThemEquallyOften() {
            List<ChaosPlan.Item> items = plan(seed).items();

            assertThat(items).as("seed %d", seed).hasSizeBetween(24, 27);
            for (int i = 0; i < items.size(); i++) {
                assertThat(items.get(i).at().toSeconds())
                        .as("seed %d", seed)
                        .isBetween(20L * (i + 1), 20L * (i + 1) + 10);
            }
            assertThat(items.subList(0, 24).stream()
                            .collect(Collectors.groupingBy(ChaosPlan.Item::fault, Collectors.counting()))
                            .values())
                    .as("seed %d", seed)
                    .containsExactly(6L, 6L, 6L, 6L);
        }

        @Test
        void isQuietAtItsEnd() {
            assertThat(plan(seed).end()).as("seed %d", seed).isLessThanOrEqualTo(Duration.ofMinutes(9));
        }

        @Test
        void letsALongHoldPassBeforeTheNextFault() {
            var plan = ChaosPlan.byChance(
                    faults, Duration.ofSeconds(1), Duration.ofSeconds(200), Duration.ofSeconds(10), seed);

            assertThat(ChaosPlan.parse(plan.toString())).as("seed %d", seed).isEqualTo(plan);
        }

        @Test
        void isRefusedWhereNothingFits() {
            assertThatThrownBy(() -> ChaosPlan.byChance(
                            faults, Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(30), seed))
                    .isInstanceOf(PlanException.class)
                    .hasMessageContaining("no fault fits into 30s with 30s of quiet at the end");
            assertThatThrownBy(() -> ChaosPlan.byChance(
                            List.of(), Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(1), seed))
                    .isInstanceOf(PlanException.class);
        }
    }
}
