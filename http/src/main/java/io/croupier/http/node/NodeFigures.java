package io.croupier.http.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import com.zaxxer.hikari.HikariDataSource;
import io.croupier.edge.EdgeCounters;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.door.DoorMeter;
import io.croupier.http.metrics.DatabaseMetrics;
import io.croupier.http.metrics.EdgeMetrics;
import io.croupier.http.metrics.Metrics;
import io.croupier.http.metrics.NodeMetrics;
import io.croupier.http.metrics.ReconciliationMetrics;
import io.croupier.http.readiness.CanaryPulse;
import io.croupier.http.readiness.Readiness;
import io.croupier.http.reconciliation.WatchCounts;
import io.croupier.http.rollout.ServedRequests;
import io.croupier.kubernetes.guard.Guard;
import io.croupier.kubernetes.guard.NodeVitals;
import io.croupier.kubernetes.guard.Vitals;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Which figures of this node are shown, and from when on: those of each part as it starts. */
final class NodeFigures {
    private final ActorSystem<?> system;
    private final Metrics metrics;
    private final ServedRequests served = new ServedRequests(System::nanoTime);
    private volatile @Nullable CanaryPulse pulse;

    NodeFigures(ActorSystem<?> system) {
        this.system = system;
        this.metrics = Metrics.of(Adapter.toClassic(system));
    }

    void process(HikariDataSource api, HikariDataSource feed) {
        NodeMetrics.show(metrics, system, BuildInfo.current().version());
        Readiness readiness = Readiness.of(Adapter.toClassic(system));
        metrics.gauge("croupier_ready", "1 while this node is ready for requests", () -> readiness.ready() ? 1 : 0);
        metrics.pool("api", api);
        metrics.pool("feed", feed);
    }

    /** From when the schema is there. */
    void database(DatabaseAccess access) {
        HikariDataSource own = DatabaseMetrics.connection(metrics, access);
        var unused = system.getWhenTerminated().thenRun(own::close);
        DatabaseMetrics.show(metrics, system, own);
    }

    WatchCounts watch() {
        var counts = new WatchCounts();
        ReconciliationMetrics.show(metrics, counts);
        return counts;
    }

    EdgeCounters edge() {
        var counters = new EdgeCounters(doors()::command);
        EdgeMetrics.show(metrics, counters);
        return counters;
    }

    DoorMeter doors() {
        return DoorMeter.both(metrics.requests(), served);
    }

    /** How the doors and the edge serve, of late, and what is wrong with the way to the journal. */
    NodeVitals vitals() {
        return () -> {
            Vitals now = served.now();
            CanaryPulse beating = pulse;
            return new Vitals(
                    now.requests(), now.failures(), now.p95Millis(), beating == null ? null : beating.complaint());
        };
    }

    /** From now on this counts among the node's vitals. */
    void pulse(CanaryPulse beating) {
        pulse = beating;
    }

    void guard(Optional<Guard> guard) {
        metrics.gauge(
                "croupier_guard_blind",
                "1 while the availability guard is at work on this node and does not see pods or cluster",
                () -> guard.isPresent() && guard.get().blind() ? 1 : 0);
    }

    void underWay(IntSupplier requests) {
        metrics.gauge("croupier_http_requests_under_way", "Requests that wait for their answers", requests::getAsInt);
    }
}
