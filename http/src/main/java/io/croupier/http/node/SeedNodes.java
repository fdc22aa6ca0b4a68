package io.croupier.http.node;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node asks to become a member. One that is the only one of its list begins a cluster at once; one that is the
 * first of several begins it where none of the others answers; any other asks until one answers.
 *
 * @param nodes host and port of each, not empty
 */
record SeedNodes(List<HostPort> nodes) {
    private static final int MOST = 100;

    /** One node's remoting address. */
    record HostPort(String host, int port) {
        private Address of(Address self) {
            return new Address(self.protocol(), self.system(), host, port);
        }
    }

    SeedNodes {
        nodes = List.copyOf(nodes);
    }

    /**
     * Those of {@code croupier.cluster.nodes}.
     *
     * @throws StartFailure where there is none, or one is not of the form host:port
     */
    static SeedNodes of(Config config) {
        String list = config.getString("croupier.cluster.nodes");
        List<HostPort> nodes = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            if (!word.isBlank()) {
                nodes.add(parsed(word.trim(), list));
            }
        }
        if (nodes.isEmpty() || nodes.size() > MOST) {
            throw wrong(list);
        }
        return new SeedNodes(nodes);
    }

    private static HostPort parsed(String word, String list) {
        int colon = word.lastIndexOf(':');
        try {
            int port = Integer.parseInt(word.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65535) {
                return new HostPort(word.substring(0, colon), port);
            }
        } catch (NumberFormatException noPort) {
            // Refused below with all else that is no address.
        }
        throw wrong(list);
    }

    private static StartFailure wrong(String list) {
        return new StartFailure("croupier.cluster.nodes=" + list + " must be 1 to " + MOST
                + " addresses host:port, commas between, where croupier.cluster.formation=nodes"
                + " (CROUPIER_CLUSTER_NODES)");
    }

    /** Begins to join. */
    void join(ActorSystem<?> system) {
        Cluster cluster = Cluster.get(system);
        Address self = cluster.selfMember().address();
        List<Address> addresses = nodes.stream().map(node -> node.of(self)).toList();
        if (addresses.equals(List.of(self))) {
            cluster.manager().tell(Join.create(self));
        } else {
            cluster.manager().tell(new JoinSeedNodes(addresses));
        }
    }
}
