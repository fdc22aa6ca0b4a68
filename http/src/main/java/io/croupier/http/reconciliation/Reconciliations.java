package io.croupier.http.reconciliation;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.feed.FeedStatus;
import io.croupier.feed.Finding;
import io.croupier.feed.FindingKind;
import io.croupier.feed.Reconciliation;
import io.croupier.feed.Reconciliation.Report;
import io.croupier.http.store.Blocking;
import io.croupier.round.RoundEntity;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks for what does not go on or does not fit, on demand, and wakes the rounds that can put it right. */
public final class Reconciliations {
    private final Blocking blocking;
    private final ClusterSharding sharding;
    private final ReconciliationSettings settings;
    private final AlarmRules rules;

    private Reconciliations(Blocking blocking, ClusterSharding sharding, ReconciliationSettings settings) {
        this.blocking = blocking;
        this.sharding = sharding;
        this.settings = settings;
        this.rules = new AlarmRules(settings.alarmAfter(), settings.maxFeedLag());
    }

    /**
     * As {@code croupier.reconciliation} has it.
     *
     * @param blocking of the database that the feed writes to
     */
    public static Reconciliations of(ActorSystem<?> system, Blocking blocking) {
        var settings = ReconciliationSettings.from(system.settings().config());
        return new Reconciliations(blocking, ClusterSharding.get(system), settings);
    }

    ReconciliationSettings settings() {
        return settings;
    }

    /**
     * Looks now.
     *
     * @param after where to go on in the one kind that is looked for, null for the oldest
     * @param limit findings of each kind
     */
    public CompletionStage<Report> find(Collection<FindingKind> kinds, Finding.@Nullable Position after, int limit) {
        return blocking.submit(connection -> Reconciliation.read(connection, settings.bounds(), kinds, after, limit));
    }

    /** Looks for everything, as far as waking and alarming go. */
    CompletionStage<Report> find() {
        return find(EnumSet.allOf(FindingKind.class), null, settings.mostFindings());
    }

    /** Whether somebody must be told of this one; {@code asOf} is the report's. */
    public boolean alarms(Finding finding, Instant asOf) {
        return rules.alarms(finding, asOf);
    }

    /** Whether somebody must be told of anything in it. */
    public boolean alarms(Report report) {
        return rules.alarms(report);
    }

    boolean blind(@Nullable FeedStatus feed) {
        return rules.blind(feed);
    }

    /**
     * Looks, and wakes the rounds that can put something right: each goes on from what it has stored, and sends what it sent
     * before under the same ids, so that a wake too many does nothing. Returns the finding for which each was woken.
     *
     * @param which of the findings are meant
     */
    public CompletionStage<Healed> heal(Predicate<Finding> which) {
        Set<FindingKind> kinds = EnumSet.allOf(FindingKind.class);
        kinds.removeIf(kind -> !kind.healable());
        return find(kinds, null, settings.mostFindings()).thenApply(report -> new Healed(report, wake(report, which)));
    }

    /** @param woken one finding for each round that was woken */
    public record Healed(Report report, List<Finding> woken) {
        public Healed {
            woken = List.copyOf(woken);
        }
    }

    List<Finding> wake(Report report, Predicate<Finding> which) {
        List<Finding> woken = toWake(report, which, settings.mostWakes());
        woken.forEach(finding ->
                sharding.entityRefFor(RoundEntity.KEY, finding.roundId()).tell(new RoundEntity.Wake()));
        return woken;
    }

    /** One finding for each round that waking may help, those first that have stood for longest. */
    static List<Finding> toWake(Report report, Predicate<Finding> which, int most) {
        Set<String> rounds = new HashSet<>();
        return report.lists().values().stream()
                .flatMap(found -> found.findings().stream())
                .filter(finding -> finding.kind().healable())
                .filter(which)
                .sorted(Comparator.comparing(Finding::dueAt))
                .filter(finding -> rounds.add(finding.roundId()))
                .limit(most)
                .toList();
    }
}
