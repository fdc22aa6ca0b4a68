package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutageOptionsTest {
    @Test
    void nothingSaidIsTwentyZombiesOrThreePartitionsOfThreeNodes() throws UsageException {
        assertThat(OutageOptions.parseZombie(List.of(), 7)).isEqualTo(new OutageOptions(3, 20, 8, 16, 7, false));
        assertThat(OutageOptions.parsePartition(List.of(), 7)).isEqualTo(new OutageOptions(3, 3, 8, 16, 7, false));
    }

    @Test
    void readsEveryOption() throws UsageException {
        List<String> words = List.of("--nodes 5 --times 2 --players 4 --wallets 9 --seed -1 --keep".split(" "));

        assertThat(OutageOptions.parsePartition(words, 7)).isEqualTo(new OutageOptions(5, 2, 4, 9, -1, true));
    }

    @Test
    void refusesWithOneLine() {
        assertThatThrownBy(() -> OutageOptions.parseZombie(List.of("--nodes", "2"), 7))
                .isInstanceOf(UsageException.class)
                .hasMessage("--nodes 2: must be a whole number from 3 to 9");
        assertThatThrownBy(() -> OutageOptions.parsePartition(List.of("--runs", "2"), 7))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknown option --runs; croupier simulate partition --help lists them");
    }

    @Test
    void losesFewerThanHalfOfTheNodes() {
        assertThat(new Outage.Pause().most(9)).isEqualTo(1);
    }
}
