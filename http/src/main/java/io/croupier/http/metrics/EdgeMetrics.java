package io.croupier.http.metrics;

import io.croupier.edge.EdgeCounters;
import io.croupier.edge.EdgeCounters.Count;
import io.croupier.http.door.DoorMeter.BetOutcome;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.snapshots.Quantiles;
import java.util.Locale;
import java.util.function.Consumer;

/** What this node's edge counts, and the bets of both doors. */
public final class EdgeMetrics {
    private static final double MS_PER_S = 1000;

    private final Metrics metrics;
    private final EdgeCounters counters;

    private EdgeMetrics(Metrics metrics, EdgeCounters counters) {
        this.metrics = metrics;
        this.counters = counters;
    }

    /** Shows these counters; once per node. */
    public static void show(Metrics metrics, EdgeCounters counters) {
        EdgeMetrics edge = new EdgeMetrics(metrics, counters);
        edge.sockets();
        edge.traffic();
        edge.bets();
    }

    private void sockets() {
        metrics.gauge("croupier_live_sockets", "WebSockets that are open", counters::openConnections);
        metrics.counter(
                "croupier_live_connections", "Connections by what became of them", this::connections, "outcome");
        metrics.counter("croupier_live_sockets_cut", "Sockets that the node closed, by reason", this::cut, "reason");
        metrics.counter(
                "croupier_live_sessions",
                "Players' sessions that began, by whether their stream went on where it was left",
                each -> {
                    each.call((double) counters.get(Count.STREAMS_RECOVERED), "recovered");
                    each.call((double) counters.get(Count.STREAMS_NOT_RECOVERED), "new");
                },
                "stream");
        SummaryWithCallback.builder()
                .name("croupier_live_round_trip_seconds")
                .help("Round trips that clients report with their pings")
                .callback(each -> each.call(
                        counters.get(Count.ROUND_TRIPS),
                        (double) counters.get(Count.ROUND_TRIP_MS_SUM) / MS_PER_S,
                        Quantiles.EMPTY))
                .register(metrics.registry());
    }

    private void connections(CounterWithCallback.Callback each) {
        each.call((double) counters.get(Count.CONNECTIONS_ACCEPTED), "accepted");
        each.call((double) counters.get(Count.CONNECTIONS_REFUSED), "refused");
        each.call((double) counters.get(Count.CONNECTIONS_CLOSED), "closed");
    }

    private void cut(CounterWithCallback.Callback each) {
        each.call((double) counters.get(Count.CLOSED_SLOW), "slow");
        each.call((double) counters.get(Count.CLOSED_SILENT), "silent");
    }

    private void traffic() {
        count("croupier_live_messages_received", "Messages from clients", Count.MESSAGES_IN);
        count("croupier_live_frames_sent", "Messages to clients", Count.FRAMES_OUT);
        count("croupier_live_writes", "Writes to sockets; one may carry many messages", Count.WRITES);
        count("croupier_live_sent_bytes", "Bytes to clients", Count.BYTES_OUT);
        count("croupier_live_states_dropped", "States that a newer one replaced unsent", Count.STATES_DROPPED);
        metrics.counter(
                "croupier_live_messages_refused",
                "Messages from clients that were not taken, by reason",
                each -> {
                    each.call((double) counters.get(Count.RATE_LIMITED), "rate_limited");
                    each.call((double) counters.get(Count.BAD_MESSAGES), "malformed");
                    each.call((double) counters.get(Count.TOKENS_REFUSED), "token");
                },
                "reason");
    }

    private void count(String name, String help, Count count) {
        Consumer<CounterWithCallback.Callback> value = each -> each.call((double) counters.get(count));
        metrics.counter(name, help, value);
    }

    private void bets() {
        metrics.counter(
                "croupier_bets",
                "Answers to bets, by door and outcome; a bet that is sent again is answered again",
                each -> {
                    each.call((double) counters.get(Count.BETS_ACCEPTED), "player", code(BetOutcome.ACCEPTED));
                    each.call((double) counters.get(Count.BETS_REJECTED), "player", code(BetOutcome.REJECTED));
                    each.call((double) counters.get(Count.BETS_UNKNOWN), "player", code(BetOutcome.UNKNOWN));
                    for (BetOutcome outcome : BetOutcome.values()) {
                        each.call((double) metrics.requests().bets(outcome), "provider", code(outcome));
                    }
                },
                "door",
                "outcome");
    }

    private static String code(BetOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
