package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollOptionsTest {
    @Test
    void nothingSaidIsThreeRollsOfThreeNodes() throws UsageException {
        assertThat(RollOptions.parse(List.of(), 42))
                .isEqualTo(new RollOptions(3, 3, 20, 100, 20, 200, 42, false, false));
    }

    @Test
    void readsEveryOption() throws UsageException {
        List<String> words = List.of(
                ("--nodes 5 --kill --runs 2 --players 7 --wallets 8 --rounds 9 --every-ms 100" + " --seed -3 --keep")
                        .split(" "));

        assertThat(RollOptions.parse(words, 42)).isEqualTo(new RollOptions(5, 2, 7, 8, 9, 100, -3, true, true));
    }

    @ParameterizedTest
    @CsvSource({
        "--nodes 1, --nodes 1: must be a whole number from 2 to 9",
        "--nodes 10, --nodes 10: must be a whole number from 2 to 9",
        "--runs 0, --runs 0: must be a whole number from 1 to 100",
        "--players 1, --players 1: must be a whole number from 2 to 200",
        "--wallets 501, --wallets 501: must be a whole number from 1 to 500",
        "--rounds none, --rounds none: must be a whole number from 1 to 100",
        "--every-ms 49, --every-ms 49: must be a whole number from 50 to 5000",
        "--seed, --seed needs a number",
        "--nods 3, unknown option --nods; croupier simulate roll --help lists them"
    })
    void refusesWithOneLine(String words, String line) {
        assertThatThrownBy(() -> RollOptions.parse(List.of(words.split(" ")), 42))
                .isInstanceOf(UsageException.class)
                .hasMessage(line);
    }
}
