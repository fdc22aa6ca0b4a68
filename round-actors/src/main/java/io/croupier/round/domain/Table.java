package io.croupier.round.domain;

import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.TableEvent.ChainCommitted;
import io.croupier.round.domain.TableEvent.RoundProgressed;
import io.croupier.round.domain.TableEvent.RoundRefused;
import io.croupier.round.domain.TableEvent.RoundScheduled;
import io.croupier.round.domain.TableEvent.SeedRevealed;
import io.croupier.round.domain.TableEvent.TableCreated;
import io.croupier.round.domain.TableVerdict.Accept;
import io.croupier.round.domain.TableVerdict.Refuse;
import io.croupier.round.domain.TableVerdict.Replay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table: which round it plays, which it still waits for, and how the last ones came out.
 *
 * <pre>
 * nothing          --TableCreated-->    created
 * created          --ChainCommitted-->  the house's next rounds draw from this chain, from its first seed on
 * created          --RoundScheduled-->  one more unsettled round, the current one
 * SCHEDULED round  --RoundRefused-->    forgotten: its entity would not open
 * unsettled round  --SeedRevealed-->    its proof is fixed for ever
 * unsettled round  --RoundProgressed--> RESULT: among the last results; VOIDING;
 *                                       SETTLED, VOIDED: no longer unsettled
 * settled round    --RoundProgressed--> RESULT, VOIDING of a later version: unsettled once more, until it is SETTLED or VOIDED
 * </pre>
 *
 * <p>A house table plays one round after the other: the next is scheduled when the current one has a result or is being voided
 * and the pause is over. Rounds may settle behind it, and old ones may be settled again. Stages in between are the round's own; the table does
 * not store them.
 *
 * @param terms null before it is created
 * @param nextRound number of the next house round, from 1
 * @param chain what the next house rounds draw from, null before the first
 * @param unsettled in the order in which they were scheduled
 * @param current the newest round as far as it is persisted, null before the first
 * @param endedAt when the current round had its result, began to be voided or was refused; null before
 * @param lastResults newest first, at most {@link #LAST_RESULTS}
 */
public record Table(
        @Nullable TableTerms terms,
        long nextRound,
        @Nullable Chain chain,
        List<TableRound> unsettled,
        @Nullable RoundStatus current,
        @Nullable Instant endedAt,
        List<RoundStatus> lastResults) {
    /** Most results that a snapshot shows. */
    public static final int LAST_RESULTS = 20;

    private static final String RESTORED = "restored";

    public static final Table EMPTY = new Table(null, 1, null, List.of(), null, null, List.of());

    public Table {
        unsettled = List.copyOf(unsettled);
        lastResults = List.copyOf(lastResults);
    }

    /**
     * A committed chain.
     *
     * @param nextIndex the place of the next round, from 1
     * @param cause why it was committed, as in {@link ChainCommitted}
     * @param restoreEpoch the operator's count of restores from a backup when it was committed
     */
    public record Chain(
            String chainId,
            String commitment,
            long length,
            Instant committedAt,
            String cause,
            long restoreEpoch,
            long nextIndex) {
        Chain advanced() {
            return new Chain(chainId, commitment, length, committedAt, cause, restoreEpoch, nextIndex + 1);
        }
    }

    /** The terms of a table that was created. */
    public TableTerms requireTerms() {
        return Objects.requireNonNull(terms, "a table that was never created has no terms");
    }

    /** Whether the table exists and the house draws its rounds. */
    public boolean runByHouse() {
        return terms != null && terms.houseRun();
    }

    /** Creates it, where the terms keep {@link TableRules}. The same terms again are a repetition, others {@code transaction_conflict}. */
    public TableVerdict create(TableTerms wanted, Instant now) {
        if (terms != null) {
            return terms.equals(wanted)
                    ? new Replay()
                    : refuse("transaction_conflict", "this table was created with other terms", false);
        }
        Refuse broken = TableRules.broken(wanted);
        return broken != null ? broken : new Accept(new TableCreated(wanted, now));
    }

    /** What this table's own memory makes of a provider's round: a repetition, a conflict, or null: it does not know it. */
    public @Nullable TableVerdict knownRound(String roundId, Instant bettingClosesAt) {
        RoundStatus known = find(roundId).orElse(null);
        if (known == null) {
            return null;
        }
        return known.terms().bettingClosesAt().equals(bettingClosesAt)
                ? new Replay()
                : refuse("transaction_conflict", "this round was opened with another bettingClosesAt", false);
    }

    /**
     * A provider's round that is known neither to this table nor to its entity.
     *
     * @param roundId internal
     * @param bettingOpen whether another round of the table takes bets now
     */
    public TableVerdict openRound(
            String roundId,
            Instant bettingClosesAt,
            boolean bettingOpen,
            int maxUnsettled,
            Duration maxBetting,
            Instant now) {
        if (terms == null) {
            return refuse("unknown_table", "there is no such table", false);
        }
        if (terms.houseRun()) {
            return refuse("not_your_table", "the house opens the rounds of this table", false);
        }
        if (!TableRules.validId(RoundTerms.publicId(roundId))) {
            return Refuse.invalid("roundId", "must be 1 to 128 of A-Za-z0-9._:-");
        }
        if (!bettingClosesAt.isAfter(now)) {
            return Refuse.invalid("bettingClosesAt", "must be in the future; the server's time is " + now);
        }
        if (bettingClosesAt.isAfter(now.plus(maxBetting))) {
            return Refuse.invalid("bettingClosesAt", "must be at most " + maxBetting + " from now");
        }
        if (bettingOpen) {
            return refuse("round_in_progress", "another round of this table takes bets", true);
        }
        if (unsettled.size() > maxUnsettled) {
            return refuse("too_many_unsettled", unsettled.size() + " rounds of this table are not settled", true);
        }
        return new Accept(new RoundScheduled(roundId, 0, 0, bettingClosesAt, now));
    }

    /** When the next house round is due: null while the current one has no result. */
    public @Nullable Instant nextDueAt() {
        if (endedAt == null) {
            return current == null ? Instant.EPOCH : null;
        }
        return endedAt.plusMillis(requireTerms().pauseMs());
    }

    /** Why another chain must be committed before the next house round, or null. */
    public @Nullable String chainNeeded(long restoreEpoch) {
        if (chain == null) {
            return "first";
        }
        if (chain.restoreEpoch() != restoreEpoch) {
            return RESTORED;
        }
        return chain.nextIndex() > chain.length() ? "exhausted" : null;
    }

    /**
     * Whether this place in a chain comes from before a restore: the rounds that the restore undid may have shown its seed
     * already, so nothing may be drawn from it any more.
     */
    public boolean outlived(TableRound.Ticket ticket, long restoreEpoch) {
        if (chain == null) {
            return false;
        }
        return ticket.chainId().equals(chain.chainId())
                ? chain.restoreEpoch() != restoreEpoch
                : chain.cause().equals(RESTORED);
    }

    /** The chain of a house table that has committed one. */
    public Chain requireChain() {
        return Objects.requireNonNull(chain, "a house round needs a chain");
    }

    /** The next house round, with the next seed of the chain. */
    public RoundScheduled schedule(Instant now) {
        TableTerms mine = requireTerms();
        return new RoundScheduled(
                mine.internalRoundId(mine.tableId() + "." + nextRound),
                nextRound,
                requireChain().nextIndex(),
                now.plusMillis(mine.bettingWindowMs()),
                now);
    }

    /**
     * What of this progress is to be persisted; empty for stages that only the round stores, and for the end of a round that the table
     * does not wait for: it is told once more.
     */
    public Optional<TableEvent> progress(RoundStatus status, Instant now) {
        boolean known = unsettled(status.terms().roundId()).isPresent();
        return switch (status.stage()) {
            case RESULT, VOIDING ->
                known || status.resultVersion() > 1 ? Optional.of(progressed(status, !known, now)) : Optional.empty();
            case SETTLED, VOIDED -> known ? Optional.of(progressed(status, false, now)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static RoundProgressed progressed(RoundStatus status, boolean again, Instant now) {
        return new RoundProgressed(
                status.terms().roundId(),
                status.stage(),
                status.resultVersion(),
                status.resultId(),
                status.outcome(),
                status.voidReason(),
                status.flightStartedAt(),
                status.bets(),
                status.stakedMinor(),
                status.paidMinor(),
                status.unsettled(),
                again ? status.terms().bettingClosesAt() : null,
                again ? status.proof() : null,
                now);
    }

    /** A round that is not settled yet. */
    public Optional<TableRound> unsettled(String roundId) {
        return unsettled.stream().filter(r -> r.roundId().equals(roundId)).findFirst();
    }

    /** A round as the table remembers it: those that are not settled, the newest, and those of the last results. */
    public Optional<RoundStatus> find(String roundId) {
        return Stream.of(unsettled.stream().map(TableRound::status), Stream.ofNullable(current), lastResults.stream())
                .flatMap(s -> s)
                .filter(status -> status.terms().roundId().equals(roundId))
                .findFirst();
    }

    /** The state after an event; never fails for an event that was stored. */
    public Table apply(TableEvent event) {
        if (event instanceof TableCreated e) {
            return new Table(e.terms(), nextRound, chain, unsettled, current, endedAt, lastResults);
        } else if (event instanceof ChainCommitted e) {
            Chain fresh = new Chain(e.chainId(), e.commitment(), e.length(), e.at(), e.cause(), e.restoreEpoch(), 1);
            return new Table(terms, nextRound, fresh, unsettled, current, endedAt, lastResults);
        } else if (event instanceof RoundScheduled e) {
            return scheduled(e);
        } else if (event instanceof RoundRefused e) {
            List<TableRound> rest = unsettled.stream()
                    .filter(r -> !r.roundId().equals(e.roundId()))
                    .toList();
            return concernsCurrent(e.roundId())
                    ? new Table(terms, nextRound, chain, rest, null, e.at(), lastResults)
                    : new Table(terms, nextRound, chain, rest, current, endedAt, lastResults);
        } else if (event instanceof SeedRevealed e) {
            return new Table(terms, nextRound, chain, revealed(e), current, endedAt, lastResults);
        } else if (event instanceof RoundProgressed e) {
            return progressed(e);
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in Table.apply");
    }

    private Table scheduled(RoundScheduled e) {
        RoundTerms round = new RoundTerms(e.roundId(), requireTerms(), e.bettingClosesAt());
        RoundStatus status = new RoundStatus(round, Stage.SCHEDULED, 0, null, null, null, null, null, 0, 0, 0, 0);
        Chain drawn = e.chainIndex() == 0 ? null : chain;
        TableRound.Ticket ticket =
                drawn == null ? null : new TableRound.Ticket(drawn.chainId(), drawn.commitment(), e.chainIndex());
        List<TableRound> more = new ArrayList<>(unsettled);
        more.add(new TableRound(status, ticket, null));
        return new Table(
                terms,
                Math.max(nextRound, e.number() + 1),
                drawn == null ? chain : drawn.advanced(),
                more,
                status,
                null,
                lastResults);
    }

    private List<TableRound> revealed(SeedRevealed e) {
        return unsettled.stream()
                .map(r -> r.roundId().equals(e.roundId()) && r.ticket() != null ? revealed(r, r.ticket(), e) : r)
                .toList();
    }

    private static TableRound revealed(TableRound round, TableRound.Ticket ticket, SeedRevealed e) {
        return round.revealed(
                new FairnessProof(ticket.chainId(), ticket.commitment(), ticket.index(), e.seed(), e.clientSeed()));
    }

    private Table progressed(RoundProgressed e) {
        TableRound known = unsettled(e.roundId()).orElse(null);
        TableRound before = known == null ? letGo(e) : known;
        if (before == null) {
            return this;
        }
        TableRound after = before.progressed(e);
        List<TableRound> rest = new ArrayList<>(unsettled);
        rest.removeIf(round -> round.roundId().equals(e.roundId()));
        if (e.stage() != Stage.SETTLED && e.stage() != Stage.VOIDED) {
            rest.add(known == null ? rest.size() : unsettled.indexOf(known), after);
        }
        boolean newest = concernsCurrent(e.roundId());
        Instant endAt = newest && endedAt == null ? e.at() : endedAt;
        boolean first = before.status().resultVersion() == 0;
        return new Table(
                terms,
                nextRound,
                chain,
                rest,
                newest ? after.status() : current,
                endAt,
                results(after.status(), first));
    }

    /** A round that was settled and is settled again, or null where the event does not say so. */
    private @Nullable TableRound letGo(RoundProgressed e) {
        if (e.bettingClosesAt() == null) {
            return null;
        }
        var round = new RoundTerms(e.roundId(), requireTerms(), e.bettingClosesAt());
        int version = e.resultVersion() - 1;
        var status = new RoundStatus(round, Stage.SETTLED, version, null, null, e.proof(), null, null, 0, 0, 0, 0);
        return new TableRound(status, null, e.proof());
    }

    /**
     * The last results with this one: replaced where it stands, else in front if it is the round's first; a voided round is no result,
     * and the correction of a round that is no longer shown brings it not back.
     */
    private List<RoundStatus> results(RoundStatus status, boolean first) {
        String roundId = status.terms().roundId();
        List<RoundStatus> results = new ArrayList<>(lastResults);
        int place = -1;
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).terms().roundId().equals(roundId)) {
                place = i;
            }
        }
        boolean voided = status.stage() == Stage.VOIDING || status.stage() == Stage.VOIDED;
        if (place >= 0 && voided) {
            results.remove(place);
        } else if (place >= 0) {
            results.set(place, status);
        } else if (!voided && first) {
            results.add(0, status);
        }
        return results.size() > LAST_RESULTS ? results.subList(0, LAST_RESULTS) : results;
    }

    private boolean concernsCurrent(String roundId) {
        return current != null && current.terms().roundId().equals(roundId);
    }

    private static Refuse refuse(String code, String detail, boolean retryable) {
        return new Refuse(code, detail, retryable, null);
    }
}
