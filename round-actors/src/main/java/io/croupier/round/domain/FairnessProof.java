package io.croupier.round.domain;

/**
 * What lets anyone check a house draw: hashing {@code seed} {@code index} times with SHA-256 gives {@code commitment}, which
 * was published before the chain's first round, and the game's draw of (seed, clientSeed) gives the outcome.
 *
 * @param chainId the chain
 * @param commitment the chain's last hash, hex
 * @param index this round's place in the chain, from 1
 * @param seed hex, 32 bytes
 * @param clientSeed hex, 32 bytes: the digest over the round's sealed bets
 */
public record FairnessProof(String chainId, String commitment, long index, String seed, String clientSeed) {}
