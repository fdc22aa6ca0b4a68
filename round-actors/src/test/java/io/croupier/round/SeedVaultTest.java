package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.round.SeedStore.SealedChain;
import io.croupier.round.SeedStore.SealedSeed;
import io.croupier.round.SeedVault.Chain;
import io.croupier.round.SeedVault.Found;
import io.croupier.round.SeedVault.Loaded;
import io.croupier.round.SeedVault.Unusable;
import io.croupier.round.game.HashChain;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SeedVaultTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final MemorySeedStore store = new MemorySeedStore();
    private final SeedVault vault = vault((byte) 1);
    private final Chain chain =
            vault.create("wheel", 10, NOW).toCompletableFuture().join();

    private SeedVault vault(byte keyByte) {
        byte[] key = new byte[SeedVault.KEY_BYTES];
        key[0] = keyByte;
        return new SeedVault(store, key, Runnable::run);
    }

    private Found load(SeedVault from) {
        return from.load("wheel", chain.chainId(), chain.commitment())
                .toCompletableFuture()
                .join();
    }

    private void tamper(UnaryOperator<SealedChain> change) {
        store.chains.computeIfPresent(chain.chainId(), (id, atRest) -> change.apply(atRest));
    }

    @Test
    void givesBackTheChainThatItMade() {
        assertThat(load(vault)).isInstanceOfSatisfying(Loaded.class, loaded -> {
            for (int i = 1; i <= 10; i++) {
                assertThat(loaded.chain().hashes().seed(i))
                        .isEqualTo(chain.hashes().seed(i));
            }
        });
    }

    @Test
    void makesEveryChainAnother() {
        Chain other = vault.create("wheel", 10, NOW).toCompletableFuture().join();
        assertThat(other.chainId()).isNotEqualTo(chain.chainId());
        assertThat(other.commitment()).isNotEqualTo(chain.commitment());
    }

    @Test
    void storesNoSecretInTheClear() {
        byte[] secret = chain.hashes().seed(10);
        SealedChain atRest = store.chains.get(chain.chainId());
        assertThat(atRest).isNotNull();
        assertThat(HexFormat.of().formatHex(atRest.sealedSeed().bytes()))
                .doesNotContain(HexFormat.of().formatHex(secret));
        assertThat(HashChain.leadsTo(secret, 10, HexFormat.of().parseHex(atRest.commitment())))
                .isTrue();
    }

    @Test
    void printsNoSecret() {
        String secret = HexFormat.of().formatHex(chain.hashes().seed(10));
        assertThat(chain.toString() + store.chains + new TableChains.Made(chain, 10, "first") + load(vault))
                .doesNotContain(secret)
                .contains(chain.chainId());
    }

    @Test
    void tellsALostChainFromOneThatItCannotReach() {
        assertThat(vault.load("wheel", "other", chain.commitment())
                        .toCompletableFuture()
                        .join())
                .isEqualTo(new Unusable("lost"));
        store.outOfReach = true;
        assertThatThrownBy(() -> load(vault)).isInstanceOf(CompletionException.class);
    }

    @Test
    void opensNothingWithAnotherKey() {
        assertThat(load(vault((byte) 2))).isEqualTo(new Unusable("undecryptable"));
    }

    @Test
    void opensNothingThatWasChanged() {
        SealedChain before = store.chains.get(chain.chainId());
        assertThat(before).isNotNull();
        tamper(c -> new SealedChain(
                c.chainId(), c.tableId(), 11, c.commitment(), c.sealedSeed(), c.keyId(), c.createdAt()));
        assertThat(load(vault)).isEqualTo(new Unusable("undecryptable"));
        byte[] flipped = before.sealedSeed().bytes();
        flipped[flipped.length - 1] ^= 1;
        tamper(c -> new SealedChain(
                c.chainId(), c.tableId(), 10, c.commitment(), new SealedSeed(flipped), c.keyId(), c.createdAt()));
        assertThat(load(vault)).isEqualTo(new Unusable("undecryptable"));
        tamper(c -> before);
        assertThat(vault.load("other-table", chain.chainId(), chain.commitment())
                        .toCompletableFuture()
                        .join())
                .isEqualTo(new Unusable("undecryptable"));
    }

    @Test
    void wantsAKeyOf32Bytes() {
        assertThatThrownBy(() -> new SeedVault(store, new byte[16], Runnable::run))
                .hasMessageContaining("32 bytes, is 16 (CROUPIER_MASTER_KEY)");
    }
}
