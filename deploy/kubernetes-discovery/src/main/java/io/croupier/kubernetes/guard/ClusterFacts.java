package io.croupier.kubernetes.guard;

import java.util.List;
import java.util.Map;

/**
 * What the Akka cluster says of itself at one moment.
 *
 * @param own the address of the node that the guard runs on
 * @param shards empty where every shard is where it belongs; else what is under way or missing
 * @param vitals of the nodes that answered, by address
 */
record ClusterFacts(String own, List<Member> members, String shards, Map<String, Vitals> vitals) {
    ClusterFacts {
        members = List.copyOf(members);
        vitals = Map.copyOf(vitals);
    }
}
