package io.croupier.round.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HashChainTest {
    private static final byte[] SECRET = new byte[32];

    @Test
    void everySeedLeadsToTheCommitmentInAsManyHashesAsItsIndex() throws Exception {
        HashChain chain = HashChain.from(SECRET, 50);
        for (int i = 1; i <= 50; i++) {
            byte[] element = chain.seed(i);
            for (int n = 0; n < i; n++) {
                element = MessageDigest.getInstance("SHA-256").digest(element);
            }
            assertThat(element).isEqualTo(chain.commitment());
            assertThat(HashChain.leadsTo(chain.seed(i), i, chain.commitment())).isTrue();
            assertThat(HashChain.leadsTo(chain.seed(i), i + 1, chain.commitment()))
                    .isFalse();
        }
    }

    @Test
    void theLastRoundUsesTheSecretItself() {
        HashChain chain = HashChain.from(SECRET, 3);
        assertThat(chain.seed(3)).isEqualTo(SECRET);
        assertThat(HexFormat.of().formatHex(chain.seed(2)))
                .isEqualTo("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    }

    @Test
    void hasNoSeedOutsideItsLength() {
        HashChain chain = HashChain.from(SECRET, 3);
        assertThatThrownBy(() -> chain.seed(0)).hasMessageContaining("index=0");
        assertThatThrownBy(() -> chain.seed(4)).hasMessageContaining("index=4");
        assertThatThrownBy(() -> HashChain.from(SECRET, 0)).hasMessageContaining("length=0");
        assertThatThrownBy(() -> HashChain.from(new byte[16], 3)).hasMessageContaining("secret");
    }

    @Test
    void printsNoSecret() {
        assertThat(HashChain.from(SECRET, 3)).hasToString("HashChain[length=3]");
    }
}
