package io.croupier.http.metrics;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import com.zaxxer.hikari.HikariDataSource;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * All metrics of one node. Parts that count do so in adders of their own, which are read only when somebody asks; parts join as
 * they start, and until then their metrics are missing. {@code docs/reference/metrics.md} lists them all.
 *
 * <p>Labels take their values from fixed lists, so that no caller can make a series.
 */
public final class Metrics implements Extension {
    private static final class Id extends AbstractExtensionId<Metrics> {
        @Override
        public Metrics createExtension(ExtendedActorSystem system) {
            return new Metrics(MetricsSettings.from(system.settings().config()));
        }
    }

    private static final Id ID = new Id();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final MetricsSettings settings;
    private final RequestMetrics requests;
    private final JournalMetrics journal;
    private final PoolMetrics pools;

    private Metrics(MetricsSettings settings) {
        this.settings = settings;
        this.requests = new RequestMetrics(this, settings.recent());
        this.journal = new JournalMetrics(this);
        this.pools = new PoolMetrics(this);
    }

    /** Of this node. */
    public static Metrics of(ActorSystem system) {
        return ID.get(system);
    }

    /** What the doors tell. */
    public RequestMetrics requests() {
        return requests;
    }

    /** What the journal's writer tells. */
    public JournalMetrics journal() {
        return journal;
    }

    /** Watches a pool under this name, in place of one that it had before. */
    public void pool(String name, HikariDataSource pool) {
        pools.put(name, pool);
    }

    MetricsSettings settings() {
        return settings;
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** A gauge without labels that is read when somebody asks. */
    public void gauge(String name, String help, DoubleSupplier value) {
        gauge(name, help, callback -> callback.call(value.getAsDouble()));
    }

    /** A gauge whose values are told to the callback when somebody asks. */
    void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(values)
                .register(registry);
    }

    /** The same with a count that only rises; {@code name} without its ending {@code _total}. */
    void counter(String name, String help, Consumer<CounterWithCallback.Callback> values, String... labels) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(values)
                .register(registry);
    }

    /** All of them in Prometheus' text format. Reads counters and beans of the JVM: milliseconds, not for an actor's thread. */
    byte[] text() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, registry.scrape());
            return text.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
