package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.guard.ShardWatch.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardWatchTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final ShardWatch watch = new ShardWatch(Duration.ofMinutes(1));

    private String look(long second, Set<String> one, Set<String> other) {
        return watch.observe(Map.of("Wallet", new Seen(Map.of("a", one, "b", other), 0)), BEGIN.plusSeconds(second));
    }

    @Test
    void isAtRestWhileNothingMoves() {
        assertThat(look(0, Set.of("1", "2"), Set.of("3"))).isEmpty();
        assertThat(look(1, Set.of("1", "2"), Set.of("3"))).isEmpty();
    }

    @Test
    void seesWhatMovesAndWhatIsNowhere() {
        look(0, Set.of("1", "2"), Set.of("3"));

        assertThat(look(1, Set.of("1"), Set.of("3"))).isEqualTo("Wallet: 1 of 3 shards have moved");
        assertThat(look(2, Set.of("1"), Set.of("3"))).isEqualTo("Wallet: 1 of 3 shards have no node yet");
        assertThat(look(3, Set.of("1"), Set.of("2", "3"))).isEmpty();
    }

    @Test
    void aShardThatIsNeededForTheFirstTimeIsNoUnrest() {
        look(0, Set.of("1"), Set.of("3"));

        assertThat(look(1, Set.of("1", "2"), Set.of("3"))).isEmpty();
        assertThat(look(2, Set.of("1"), Set.of("2", "3"))).isEqualTo("Wallet: 1 of 3 shards have moved");
        assertThat(look(3, Set.of("1"), Set.of("2", "3"))).isEmpty();
    }

    @Test
    void waitsForShardsThatNobodyNeedsOnlyForAWhile() {
        look(0, Set.of("1", "2"), Set.of("3"));
        look(1, Set.of("1"), Set.of());

        assertThat(look(60, Set.of("1"), Set.of())).isNotEmpty();
        assertThat(look(61, Set.of("1"), Set.of())).isEmpty();
    }

    @Test
    void aShardOnTwoNodesOrASilentRegionIsNoRest() {
        assertThat(look(0, Set.of("1"), Set.of("1"))).isEqualTo("Wallet: shard 1 is on two nodes");
        assertThat(watch.observe(Map.of("Wallet", Seen.NOTHING), BEGIN))
                .isEqualTo("Wallet: 1 regions or shards do not answer");
    }
}
