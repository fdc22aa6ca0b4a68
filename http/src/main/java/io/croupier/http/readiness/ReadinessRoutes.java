package io.croupier.http.readiness;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Json;

/**
 * {@code GET /ready}: 200 or 503, with what is missing as JSON; {@code GET /alive}: 200 as long as the process answers, whatever
 * else is. In place of Akka Management's own, which answer 500 and name classes. Named in {@code akka.management.http.routes}.
 */
public final class ReadinessRoutes implements ManagementRouteProvider {
    private final Readiness readiness;

    /** Called by Akka Management. */
    public ReadinessRoutes(ExtendedActorSystem system) {
        readiness = Readiness.of(system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.concat(
                Directives.path("ready", () -> Directives.get(() -> Directives.complete(ready()))),
                Directives.path("alive", () -> Directives.get(() -> Directives.complete(StatusCodes.OK))));
    }

    private HttpResponse ready() {
        ObjectNode body = Json.object();
        ArrayNode missing = body.putArray("missing");
        readiness
                .missing()
                .forEach((part, reason) ->
                        missing.addObject().put("part", part.code()).put("reason", reason));
        body.put("ready", missing.isEmpty());
        return HttpResponse.create()
                .withStatus(missing.isEmpty() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE)
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                .withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }
}
