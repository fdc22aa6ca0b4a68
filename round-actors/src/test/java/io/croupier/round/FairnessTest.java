package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.FairnessProof;
import io.croupier.round.game.Crash;
import io.croupier.round.game.HashChain;
import io.croupier.round.game.Roulette;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The games draw as {@code docs/reference/fairness.md} says, and its example is right. */
class FairnessTest {
    private static final String SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String CLIENT_SEED = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
    private static final String COMMITMENT = "4e05063392f42b5180353ef82da86c714042155044d91ab3253f1bab08120a0a";

    @Test
    void theExampleOfThePageIsRight() throws Exception {
        assertThat(FairnessChecker.committed(new FairnessProof("c", COMMITMENT, 3, SEED, CLIENT_SEED)))
                .isTrue();
        assertThat(FairnessChecker.committed(new FairnessProof("c", COMMITMENT, 2, SEED, CLIENT_SEED)))
                .isFalse();
        assertThat(FairnessChecker.rouletteNumber(SEED, CLIENT_SEED)).isEqualTo(8);
        assertThat(FairnessChecker.crashBustX100(SEED, CLIENT_SEED)).isEqualTo(160);
    }

    @Test
    void theGamesDrawWhatAStrangerWorksOut() throws Exception {
        Random random = new Random(11);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        HashChain chain = HashChain.from(secret, 2_000);
        String commitment = HexFormat.of().formatHex(chain.commitment());
        for (int index = 1; index <= chain.length(); index++) {
            byte[] seed = chain.seed(index);
            byte[] clientSeed = new byte[32];
            random.nextBytes(clientSeed);
            String hex = HexFormat.of().formatHex(seed);
            String clientHex = HexFormat.of().formatHex(clientSeed);
            assertThat(Roulette.pocket(seed, clientSeed)).isEqualTo(FairnessChecker.rouletteNumber(hex, clientHex));
            assertThat(Crash.bustX100(seed, clientSeed)).isEqualTo(FairnessChecker.crashBustX100(hex, clientHex));
            if (index % 100 == 0) {
                assertThat(FairnessChecker.committed(new FairnessProof("c", commitment, index, hex, clientHex)))
                        .isTrue();
            }
        }
    }
}
