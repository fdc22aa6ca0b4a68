package io.croupier.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Forms the cluster out of the pods that the Kubernetes API lists under one label: each asks the others over the
 * management port whether a cluster exists, and a new one begins only when as many as configured agree that none does, and
 * whoever is asked for a permit gives it.
 */
public final class KubernetesFormation {
    private KubernetesFormation() {}

    /** What it adds to Akka's settings; to be laid over the program's own and resolved with it. */
    public static Config settings() {
        return ConfigFactory.parseResources(KubernetesFormation.class.getClassLoader(), "kubernetes-formation.conf");
    }

    /**
     * Opens the management port, which the other pods ask, and begins to join.
     *
     * @param mayBegin asked right before this node begins a new cluster, again and again until it says so; fails where it cannot know
     */
    public static void join(ActorSystem<?> system, Supplier<CompletionStage<Boolean>> mayBegin) {
        BeginPermit.of(system).ask(mayBegin);
        AkkaManagement.get(system).start();
        ClusterBootstrap.get(system).start();
    }
}
