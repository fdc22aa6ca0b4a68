package io.croupier.simulations;

import io.croupier.simulations.chaos.Signal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How some nodes of a cluster are lost to the others while they, or their memory, live on. */
interface Outage {
    /** Its simulation's name. */
    String name();

    /** What happens to them, in words. */
    String words();

    /** How many of so many nodes at the most. */
    int most(int nodes);

    void begin(List<ClusterProgram.Node> lost, List<ClusterProgram.Node> others);

    void end(List<ClusterProgram.Node> lost);

    /** Whether those that are lost can find it out, and end, while it lasts. */
    boolean isSeenByLost();

    /** One node gets no processor, and then goes on as if no time had passed. */
    final class Pause implements Outage {
        @Override
        public String name() {
            return "zombie";
        }

        @Override
        public String words() {
            return "is paused";
        }

        @Override
        public int most(int nodes) {
            return 1;
        }

        @Override
        public void begin(List<ClusterProgram.Node> lost, List<ClusterProgram.Node> others) {
            Signal.STOP.send(pids(lost));
        }

        @Override
        public void end(List<ClusterProgram.Node> lost) {
            Signal.CONT.send(pids(lost));
        }

        private static List<Long> pids(List<ClusterProgram.Node> nodes) {
            return nodes.stream().map(ClusterProgram.Node::pid).toList();
        }

        @Override
        public boolean isSeenByLost() {
            return false;
        }
    }

    /** Nothing passes between them and the others; both reach the database and the clients. */
    final class Cut implements Outage {
        private final OwnNetwork network;

        Cut(OwnNetwork network) {
            this.network = network;
        }

        @Override
        public String name() {
            return "partition";
        }

        @Override
        public String words() {
            return "is cut off";
        }

        @Override
        public int most(int nodes) {
            return (nodes - 1) / 2;
        }

        @Override
        public void begin(List<ClusterProgram.Node> lost, List<ClusterProgram.Node> others) {
            network.cut(addresses(lost), addresses(others));
        }

        @Override
        public void end(List<ClusterProgram.Node> lost) {
            network.heal();
        }

        private static Set<String> addresses(List<ClusterProgram.Node> nodes) {
            return nodes.stream().map(ClusterProgram.Node::address).collect(Collectors.toSet());
        }

        @Override
        public boolean isSeenByLost() {
            return true;
        }
    }
}
