package io.croupier.http.metrics;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code GET /metrics} on the management port. Named in {@code akka.management.http.routes}. */
public final class MetricsRoutes implements ManagementRouteProvider {
    private static final ContentType TEXT = ContentTypes.parse(PrometheusTextFormatWriter.CONTENT_TYPE);

    private final Metrics metrics;
    private final Executor threads;

    /** Called by Akka Management. */
    public MetricsRoutes(ExtendedActorSystem system) {
        metrics = Metrics.of(system);
        // Not those that wait for the database: when it is away these figures are wanted most.
        threads = Adapter.toTyped(system).dispatchers().lookup(DispatcherSelector.blocking());
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path(
                "metrics",
                () -> Directives.get(() -> Directives.completeWithFuture(CompletableFuture.supplyAsync(
                        () -> HttpResponse.create().withEntity(HttpEntities.create(TEXT, metrics.text())), threads))));
    }
}
