package io.croupier.http.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.FeedStatus;
import io.croupier.http.door.Json;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.store.Blocking;
import io.croupier.http.store.JournalReader;
import io.croupier.round.domain.RoundTerms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs audits on demand: one at a time, and those who ask meanwhile, or shortly after, get the same one. */
public final class Audits {
    private final JournalReader journal;
    private final Blocking statements;
    private final Executor blocking;
    private final Settings settings;
    private final Clock clock;
    private @Nullable CompletableFuture<MoneyReport> latest;
    private Instant latestEnd = Instant.MAX;

    /**
     * @param mostEvents a longer journal is not audited on demand
     * @param fetchSize rows in memory at once
     * @param cached how long a report is given out again
     */
    public record Settings(long mostEvents, int fetchSize, Duration cached) {}

    /** The journal is longer than {@code croupier.api.audit.max-events}. */
    public static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(long mostEvents) {
            super("the journal has more than " + mostEvents + " events (croupier.api.audit.max-events)");
        }
    }

    /**
     * @param statements for how the feed is
     * @param blocking threads that may block; an audit takes one for as long as it runs
     */
    public Audits(JournalReader journal, Blocking statements, Executor blocking, Settings settings, Clock clock) {
        this.journal = journal;
        this.statements = statements;
        this.blocking = blocking;
        this.settings = settings;
        this.clock = clock;
    }

    /** Audits now, on the caller's thread, which must be allowed to block. */
    public static MoneyReport run(JournalReader journal, Settings settings, Clock clock) {
        var ledger = new Ledger();
        var counted = new long[1];
        Instant asOf = clock.instant();
        journal.everything(settings.fetchSize, entry -> {
            if (++counted[0] > settings.mostEvents) {
                throw new TooLong(settings.mostEvents);
            }
            ledger.add(entry.persistenceId(), entry.sequenceNumber(), entry.event());
        });
        return ledger.report(asOf);
    }

    /** The newest report, or a new one. */
    public synchronized CompletionStage<MoneyReport> audit() {
        CompletableFuture<MoneyReport> current = latest;
        boolean usable = current != null
                && !current.isCompletedExceptionally()
                && (!current.isDone() || clock.instant().isBefore(latestEnd.plus(settings.cached)));
        if (usable && current != null) {
            return current;
        }
        latestEnd = Instant.MAX.minus(settings.cached);
        CompletableFuture<MoneyReport> started =
                CompletableFuture.supplyAsync(() -> run(journal, settings, clock), blocking);
        latest = started;
        return started.whenComplete((report, failure) -> ended());
    }

    private synchronized void ended() {
        latestEnd = clock.instant();
    }

    /** As the operators' API has it. */
    public CompletionStage<Reply> report() {
        CompletionStage<ObjectNode> body = audit().thenCombine(
                        statements.submit(FeedStatus::read), (report, feed) -> toJson(report, feed, clock.instant()));
        return body.handle((found, failure) -> {
            if (failure == null) {
                return Reply.json(200, found);
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof TooLong) {
                return Reply.problem(Problem.of(ProblemCode.UNAVAILABLE, String.valueOf(cause.getMessage()))
                        .retryAfter(60));
            }
            throw new CompletionException(cause);
        });
    }

    static ObjectNode toJson(MoneyReport report, Optional<FeedStatus> feed, Instant now) {
        ObjectNode body = Json.object();
        ArrayNode currencies = body.putArray("currencies");
        report.currencies()
                .forEach((currency, columns) -> currencies
                        .addObject()
                        .put("currency", currency)
                        .put("playersMinor", Long.toString(columns.playersMinor()))
                        .put("inPlayMinor", Long.toString(columns.inPlayMinor()))
                        .put("houseMinor", Long.toString(columns.houseMinor()))
                        .put("bonusCostMinor", Long.toString(columns.bonusCostMinor()))
                        .put("cashierMinor", Long.toString(columns.cashierMinor()))
                        .put("sumMinor", Long.toString(columns.sumMinor())));
        body.put("consistent", report.consistent());
        ArrayNode faults = body.putArray("inconsistencies");
        report.faults().forEach(faults::add);
        body.put("inconsistencyCount", report.faultCount());
        body.put("feedLagMs", feed.map(status -> status.lag().toMillis()).orElse(null));
        ArrayNode rounds = body.putArray("openRounds");
        report.openRounds()
                .forEach(round -> rounds.addObject()
                        .put("roundId", RoundTerms.publicId(round.roundId()))
                        .put("table", round.tableId())
                        .put("openedAt", Json.time(round.openedAt()))
                        .put("ageMs", Duration.between(round.openedAt(), now).toMillis()));
        return body.put("openRoundCount", report.openRoundCount())
                .put("wallets", report.wallets())
                .put("events", report.events())
                .put("asOf", Json.time(report.asOf()));
    }
}
