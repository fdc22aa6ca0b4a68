package io.croupier.round.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A round that its table still waits for.
 *
 * @param status as far as the table has persisted it
 * @param ticket its place in a chain of seeds, null where a provider runs the table
 * @param proof null before the reveal
 */
public record TableRound(
        RoundStatus status,
        @Nullable Ticket ticket,
        @Nullable FairnessProof proof) {
    /** A place in a chain, from 1. */
    public record Ticket(String chainId, String commitment, long index) {}

    public String roundId() {
        return status.terms().roundId();
    }

    public Instant bettingClosesAt() {
        return status.terms().bettingClosesAt();
    }

    TableRound revealed(FairnessProof revealed) {
        return new TableRound(status, ticket, revealed);
    }

    TableRound progressed(TableEvent.RoundProgressed e) {
        return new TableRound(
                new RoundStatus(
                        status.terms(),
                        e.stage(),
                        e.resultVersion(),
                        e.resultId(),
                        e.outcome(),
                        proof,
                        e.voidReason(),
                        e.flightStartedAt(),
                        e.bets(),
                        e.stakedMinor(),
                        e.paidMinor(),
                        e.unsettled()),
                ticket,
                proof);
    }
}
