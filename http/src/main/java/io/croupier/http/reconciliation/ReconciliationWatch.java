package io.croupier.http.reconciliation;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import io.croupier.feed.FeedStatus;
import io.croupier.feed.Finding;
import io.croupier.feed.Reconciliation.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every so often, as one actor of the cluster: wakes the rounds that can put things right, and says in the log what none of
 * them can. It keeps nothing but which alarms it has told, so that its successor begins by telling those that stand.
 */
public final class ReconciliationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationWatch.class);
    private static final String NAME = "Reconciliation";
    private static final String BLIND = WatchCounts.FEED;

    private final ActorContext<Command> context;
    private final Reconciliations reconciliations;
    private final ReconciliationSettings settings;
    private final Clock clock;
    private final Alarms alarms;
    private final WatchCounts counts;
    private boolean looking;

    private sealed interface Command {}

    private enum Due implements Command {
        INSTANCE
    }

    private record Looked(@Nullable Report report, @Nullable Throwable failure) implements Command {}

    private ReconciliationWatch(
            ActorContext<Command> context, Reconciliations reconciliations, Clock clock, WatchCounts counts) {
        this.context = context;
        this.reconciliations = reconciliations;
        this.settings = reconciliations.settings();
        this.clock = clock;
        this.counts = counts;
        this.alarms = new Alarms(settings.alarmInterval(), settings.mostAlarms());
    }

    /**
     * Takes part; to be called on every node.
     *
     * @param counts told of what is found while this node is the one
     */
    public static void start(ActorSystem<?> system, Reconciliations reconciliations, Clock clock, WatchCounts counts) {
        ClusterSingleton.get(system).init(SingletonActor.of(behavior(reconciliations, clock, counts), NAME));
    }

    private static Behavior<Command> behavior(Reconciliations reconciliations, Clock clock, WatchCounts counts) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var watch = new ReconciliationWatch(context, reconciliations, clock, counts);
            timers.startTimerWithFixedDelay(Due.INSTANCE, watch.settings.interval());
            return Behaviors.receive(Command.class)
                    .onMessage(Due.class, due -> watch.due())
                    .onMessage(Looked.class, watch::looked)
                    .onSignal(PostStop.class, stopped -> {
                        counts.gone();
                        return Behaviors.same();
                    })
                    .build();
        }));
    }

    private Behavior<Command> due() {
        if (!looking) {
            looking = true;
            context.pipeToSelf(reconciliations.find(), Looked::new);
        }
        return Behaviors.same();
    }

    private Behavior<Command> looked(Looked looked) {
        looking = false;
        Report report = looked.report;
        if (report == null) {
            counts.failed();
            LOG.error("event=reconciliation_failed reason={}", String.valueOf(looked.failure));
            return Behaviors.same();
        }
        if (settings.heal()) {
            wake(report);
        }
        FeedStatus feed = report.feed();
        if (feed != null) {
            alarm(report, feed);
        }
        return Behaviors.same();
    }

    private void wake(Report report) {
        List<Finding> woken = reconciliations.wake(report, any -> true);
        if (!woken.isEmpty()) {
            Finding first = woken.get(0);
            LOG.warn(
                    "event=reconciliation_woke rounds={} first={} kind={} since={}",
                    woken.size(),
                    first.roundId(),
                    first.kind().code(),
                    first.since());
        }
    }

    private void alarm(Report report, FeedStatus feed) {
        Instant asOf = feed.asOf();
        Map<String, Finding> standing = new LinkedHashMap<>();
        report.lists().values().stream()
                .flatMap(found -> found.findings().stream())
                .filter(finding -> reconciliations.alarms(finding, asOf))
                .forEach(finding -> standing.put(name(finding), finding));
        List<String> names = new ArrayList<>(standing.keySet());
        boolean blind = reconciliations.blind(feed);
        if (blind) {
            names.add(0, BLIND);
        }
        counts.looked(standing.values().stream().map(Finding::kind).toList(), blind);
        for (String name : alarms.due(names, clock.instant())) {
            Finding finding = standing.get(name);
            if (finding == null) {
                LOG.error(
                        "event=reconciliation_blind asOf={} lagMs={} fault={} (croupier.reconciliation.max-feed-lag)",
                        asOf,
                        feed.lag().toMillis(),
                        feed.fault());
            } else {
                LOG.error(
                        "event=reconciliation_alarm kind={} roundId={} tableId={} ageMs={} {} standing={}",
                        finding.kind().code(),
                        finding.roundId(),
                        finding.tableId(),
                        Duration.between(finding.since(), asOf).toMillis(),
                        finding.details(),
                        standing.size());
            }
        }
    }

    private static String name(Finding finding) {
        Finding.Position place = finding.position();
        return finding.kind().code() + "/" + place.roundId() + "/" + place.playerId() + "/" + place.betId();
    }
}
