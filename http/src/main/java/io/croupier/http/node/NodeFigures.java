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
import io.croupier.http.readiness.Readiness;
import io.croupier.http.reconciliation.WatchCounts;
import java.util.function.IntSupplier;

/** Which figures of this node are shown, and from when on: those of each part as it starts. */
final class NodeFigures {
    private final ActorSystem<?> system;
    private final Metrics metrics;

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
        var counters = new EdgeCounters();
        EdgeMetrics.show(metrics, counters);
        return counters;
    }

    DoorMeter doors() {
        return metrics.requests();
    }

    void underWay(IntSupplier requests) {
        metrics.gauge("croupier_http_requests_under_way", "Requests that wait for their answers", requests::getAsInt);
    }
}
