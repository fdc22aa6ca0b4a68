package io.croupier.simulations;

import io.croupier.simulations.chaos.FreePorts;
import java.util.List;
import java.util.random.RandomGenerator;

/** The four ports of a node that a simulation starts. The same over all its restarts. */
record Ports(int http, int live, int management, int remoting) {
    /** Four ports of 127.0.0.1 that nobody listens on now. */
    static Ports free(RandomGenerator random) {
        List<Integer> free = FreePorts.find(4, random);
        return new Ports(free.get(0), free.get(1), free.get(2), free.get(3));
    }
}
