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
        /** Nobody else serves while it warms up: a slow first request is better than none. */
        @Override
        Config settings() {
            return ConfigFactory.parseMap(Map.of("croupier.node.warm-up", "0s"));
        }

        @Override
        void join(ActorSystem<?> system, SignsOfLife signs) {
            Cluster cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
    },

    /** It asks nodes at addresses that it was told; the first of them may begin the cluster. */
    NODES {
        @Override
        void check(NodeSettings settings) {
            SeedNodes.of(settings.config());
            if (!settings.isLocal()) {
                requireTls(settings);
            }
        }

        @Override
        void join(ActorSystem<?> system, SignsOfLife signs) {
            SeedNodes.of(system.settings().config()).join(system);
        }
    },

    /** It asks the Kubernetes API for pods of the same label. */
    KUBERNETES {
        @Override
        Config settings() {
            return KubernetesFormation.settings();
        }

        @Override
        void check(NodeSettings settings) {
            requireTls(settings);
        }

        @Override
        void join(ActorSystem<?> system, SignsOfLife signs) {
            KubernetesFormation.join(system, signs::mayBegin);
            var unused = signs.give();
        }
    };

    /** Whoever reaches a node's remoting port is a member, and nodes share their network with others. */
    private static void requireTls(NodeSettings settings) {
        if (!settings.devMode() && !RemotingTls.isOn(settings.config())) {
            throw new StartFailure("croupier.remoting.tls.directory is not set: nodes of several machines talk over TLS"
                    + " unless dev mode is on (CROUPIER_TLS_DIR)");
        }
    }

    /** What it adds to the settings. */
    Config settings() {
        return ConfigFactory.empty();
    }

    /** Refuses, by a {@link StartFailure}, settings that it cannot form a cluster with. */
    void check(NodeSettings settings) {}

    /**
     * Begins to join; the caller awaits membership.
     *
     * @param signs of clusters on this database, for a formation in which no node knows by itself that it is the first
     */
    abstract void join(ActorSystem<?> system, SignsOfLife signs);

    static Formation named(String name) {
        for (Formation formation : values()) {
            if (formation.name().toLowerCase(Locale.ROOT).equals(name)) {
                return formation;
            }
        }
        throw new StartFailure("croupier.cluster.formation=" + name
                + " is unknown: single, nodes or kubernetes (CROUPIER_CLUSTER_FORMATION)");
    }
}
