package io.croupier.round;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A seed store for tests: keeps everything until it is told to lose it or to be out of reach. */
final class MemorySeedStore implements SeedStore {
    final Map<String, SealedChain> chains = new ConcurrentHashMap<>();
    volatile boolean outOfReach;

    @Override
    public void insert(SealedChain chain) throws IOException {
        reach();
        if (chains.putIfAbsent(chain.chainId(), chain) != null) {
            throw new IOException("chainId=" + chain.chainId() + " is there already");
        }
    }

    @Override
    public Optional<SealedChain> find(String chainId) throws IOException {
        reach();
        return Optional.ofNullable(chains.get(chainId));
    }

    private void reach() throws IOException {
        if (outOfReach) {
            throw new IOException("out of reach");
        }
    }
}
