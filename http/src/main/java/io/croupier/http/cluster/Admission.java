package io.croupier.http.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which nodes the front sends clients to: those that were found to be members of one cluster, each seeing all, and that say now
 * that they are ready. A node that answers may still be a cluster of its own, and two of those on one database are two owners of
 * each wallet. Thread-safe.
 */
final class Admission {
    private final NodeProbe probe;
    private final Set<String> admitted = ConcurrentHashMap.newKeySet();
    /** The last of each node, by address. */
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

    private volatile List<String> ready = List.of();

    /** Nobody is admitted yet. */
    Admission(NodeProbe probe) {
        this.probe = probe;
    }

    /** Whether each of these sees all of them, and no other, as full members that answer; admits them in that case. */
    boolean admit(Collection<String> addresses) {
        boolean whole = !addresses.isEmpty()
                && addresses.stream()
                        .allMatch(address -> probe.view(address)
                                .filter(view -> view.isOf(addresses))
                                .isPresent());
        if (whole) {
            admitted.addAll(addresses);
        }
        return whole;
    }

    /** Lets clients no more to this address: another node begins there. */
    void forget(String address) {
        admitted.remove(address);
        answers.remove(address);
    }

    /** Whether anybody was ever admitted who was not forgotten. */
    boolean isOpen() {
        return !admitted.isEmpty();
    }

    /** Asks all of these and waits for none: one that is silent is not ready when its time is over, and holds up nobody. */
    void look(Collection<String> living) {
        for (String address : living) {
            var unused = probe.ready(address).thenAccept(is -> answers.put(address, is));
        }
        ready = living.stream()
                .filter(address -> admitted.contains(address) && answers.getOrDefault(address, false))
                .toList();
    }

    /** Addresses of those that take clients, as of the last look. */
    List<String> ready() {
        return ready;
    }
}
