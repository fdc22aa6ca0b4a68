package io.croupier.round.domain;

import io.croupier.round.game.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a table's journal holds. Times are whole milliseconds; no event ever holds a seed before its reveal. */
public sealed interface TableEvent {
    Instant at();

    record TableCreated(TableTerms terms, Instant at) implements TableEvent {}

    /**
     * A chain of seeds is fixed and public, before its first round.
     *
     * @param commitment the chain's last hash, hex
     * @param cause first, exhausted, lost (its secret is no longer there), undecryptable (the key is another), restored
     *     (the operator raised the restore epoch)
     */
    record ChainCommitted(String chainId, String commitment, long length, String cause, long restoreEpoch, Instant at)
            implements TableEvent {}

    /**
     * The round's terms and its place in the chain are fixed; only now may it be opened.
     *
     * @param roundId internal
     * @param number of a house round, from 1; 0 where a provider named it
     * @param chainIndex its place in the table's chain, from 1; 0 without a chain
     */
    record RoundScheduled(String roundId, long number, long chainIndex, Instant bettingClosesAt, Instant at)
            implements TableEvent {}

    /** The round's entity has refused to open under these terms, for good. */
    record RoundRefused(String roundId, String code, Instant at) implements TableEvent {}

    /** From now on the round's seed is public. Both seeds are hex, 32 bytes. */
    record SeedRevealed(String roundId, String seed, String clientSeed, Instant at) implements TableEvent {}

    /**
     * The round has reached a stage that the table remembers: result, settled, voiding or voided.
     *
     * @param bettingClosesAt where the round was settled before, and is corrected or voided now; else null, for the table knows it
     * @param proof with {@code bettingClosesAt}, where there is one
     */
    record RoundProgressed(
            String roundId,
            RoundStatus.Stage stage,
            int resultVersion,
            @Nullable String resultId,
            @Nullable Outcome outcome,
            @Nullable String voidReason,
            @Nullable Instant flightStartedAt,
            long bets,
            long stakedMinor,
            long paidMinor,
            long unsettled,
            @Nullable Instant bettingClosesAt,
            @Nullable FairnessProof proof,
            Instant at)
            implements TableEvent {}
}
