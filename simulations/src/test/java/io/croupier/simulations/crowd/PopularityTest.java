package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopularityTest {
    @Test
    void theFirstTableIsTheMostPopularAndNoneIsChosenTwice() {
        var popularity = new Popularity(5);
        int[] watchers = new int[5];
        int[] counts = new int[4];
        var random = new SplittableRandom(11);
        for (int i = 0; i < 30_000; i++) {
            int[] chosen = popularity.choose(random);
            assertThat(IntStream.of(chosen).distinct().count()).isEqualTo(chosen.length);
            counts[chosen.length]++;
            for (int table : chosen) {
                watchers[table]++;
            }
        }
        assertThat(watchers).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
        assertThat(counts[1]).isBetween(9_500, 10_500);
        assertThat(counts[3]).isBetween(9_500, 10_500);
    }

    @Test
    void whoWatchesOneTableHasChosenItByZipf() {
        var popularity = new Popularity(3);
        int[] alone = new int[3];
        var random = new SplittableRandom(12);
        for (int i = 0; i < 60_000; i++) {
            int[] chosen = popularity.choose(random);
            if (chosen.length == 1) {
                alone[chosen[0]]++;
            }
        }
        assertThat(alone[0] / (double) alone[1]).isBetween(1.85, 2.15);
        assertThat(alone[0] / (double) alone[2]).isBetween(2.75, 3.25);
    }

    @Test
    void oneTableIsEverybodysTable() {
        assertThat(new Popularity(1).choose(new SplittableRandom(1))).containsExactly(0);
    }
}
