package io.croupier.simulations.domain;

import io.croupier.round.game.HashChain;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The secrets of the house's chains, which outlive every crash unless they are lost on purpose. */
final class Vault {
    private static final int LENGTH = 4;

    private final long seed;
    private final Map<String, HashChain> chains = new LinkedHashMap<>();

    Vault(long seed) {
        this.seed = seed;
    }

    String create() {
        String chainId = "chain-" + (chains.size() + 1);
        byte[] secret = ByteBuffer.allocate(32)
                .putLong(seed)
                .putLong(Choices.mix(seed + chains.size() + 1))
                .array();
        chains.put(chainId, HashChain.from(secret, LENGTH));
        return chainId;
    }

    int length() {
        return LENGTH;
    }

    @Nullable HashChain chain(String chainId) {
        return chains.get(chainId);
    }

    String commitment(String chainId) {
        HashChain chain = chains.get(chainId);
        return chain == null ? "" : HexFormat.of().formatHex(chain.commitment());
    }
}
