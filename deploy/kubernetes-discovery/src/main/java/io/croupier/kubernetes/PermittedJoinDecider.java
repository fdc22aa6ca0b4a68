package io.croupier.kubernetes;

import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.JoinDecision;
import akka.management.cluster.bootstrap.JoinSelf$;
import akka.management.cluster.bootstrap.KeepProbing$;
import akka.management.cluster.bootstrap.LowestAddressJoinDecider;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Decides as Akka's own does: joins the cluster that another pod tells of, and begins one where enough pods tell of none and this
 * one has the lowest address. But it begins none without a permit: pods that the lists of all others were hidden from cannot know
 * what else lives. Without one it goes on asking the others.
 */
public final class PermittedJoinDecider extends LowestAddressJoinDecider {
    private static final Logger LOG = LoggerFactory.getLogger(PermittedJoinDecider.class);

    private final BeginPermit permit;

    /** Called by cluster bootstrap. */
    public PermittedJoinDecider(ActorSystem system, ClusterBootstrapSettings settings) {
        super(system, settings);
        this.permit = BeginPermit.of(Adapter.toTyped(system));
    }

    @Override
    public Future<JoinDecision> decide(SeedNodesInformation information) {
        return FutureConverters.asScala(
                FutureConverters.asJava(super.decide(information)).thenCompose(this::permitted));
    }

    private CompletionStage<JoinDecision> permitted(JoinDecision decision) {
        if (decision != JoinSelf$.MODULE$) {
            return CompletableFuture.completedFuture(decision);
        }
        return permit.mayBegin().handle((may, failure) -> {
            if (failure == null && may) {
                return decision;
            }
            LOG.warn(
                    "event=cluster_not_begun reason={}",
                    failure == null ? "another cluster has given a sign of life" : failure.toString());
            return KeepProbing$.MODULE$;
        });
    }
}
