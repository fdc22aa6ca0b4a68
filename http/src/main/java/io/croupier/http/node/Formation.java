package io.croupier.http.node;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.kubernetes.KubernetesFormation;
import java.util.Locale;
import java.util.Map;

/** How a node finds the others of its cluster. */
public enum Formation {
    /** It is the whole cluster: it joins itself. */
    SINGLE {
        /**
         * Nobody is there to take the shards, and messages to entities that have stopped would hold their region up. Nobody else
         * serves while it warms up either: a slow first request is better than none.
         */
        @Override
        Config settings() {
            return ConfigFactory.parseMap(Map.of(
                    "akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout",
                    "4s",
                    "croupier.node.warm-up",
                    "0s"));
        }

        @Override
        void join(ActorSystem<?> system) {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
    },

    /** It asks the Kubernetes API for pods of the same label. */
    KUBERNETES {
        @Override
        Config settings() {
            return KubernetesFormation.settings();
        }

        @Override
        void join(ActorSystem<?> system) {
            KubernetesFormation.join(system);
        }
    };

    /** What it adds to Akka's settings. */
    abstract Config settings();

    /** Begins to join; the caller awaits membership. */
    abstract void join(ActorSystem<?> system);

    static Formation named(String name) {
        for (Formation formation : values()) {
            if (formation.name().toLowerCase(Locale.ROOT).equals(name)) {
                return formation;
            }
        }
        throw new StartFailure("croupier.cluster.formation=" + name
                + " is unknown: single or kubernetes (CROUPIER_CLUSTER_FORMATION)");
    }
}
