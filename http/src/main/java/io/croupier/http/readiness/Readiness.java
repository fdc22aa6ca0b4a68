package io.croupier.http.readiness;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node still lacks before it may be sent requests.
 *
 * <p>Parts of the start are reached once and for ever: a database that goes away later degrades the node and is alarmed, and must
 * not take every node out of service at once. Membership is asked anew each time: a node that is only joining or weakly up, or
 * that leaves, is not ready whatever it has reached.
 */
public final class Readiness implements Extension {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    /** What has to be reached, in the order in which a start comes to it. */
    public enum Part {
        /** Reached, and its schema as this build wants it. */
        DATABASE("not reached yet"),
        /** A full member of the cluster. */
        MEMBERSHIP("not a member yet"),
        /** Every region has found its coordinator. */
        SHARDING("regions have not found their coordinators yet"),
        /** Ports are open. */
        PORTS("not open yet"),
        /** An event has gone the way that money takes, and was seen behind it. */
        CANARY("no event of this start was stored yet"),
        /** Compiled code and open connections. */
        WARM_UP("not done yet"),
        /** Never reached by a node that leaves. */
        STAYING("");

        private final String notYet;

        Part(String notYet) {
            this.notYet = notYet;
        }

        /** As operators see it, lower_snake. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Id extends AbstractExtensionId<Readiness> {
        @Override
        public Readiness createExtension(ExtendedActorSystem system) {
            return new Readiness(system);
        }
    }

    private static final Id ID = new Id();

    private final ExtendedActorSystem system;
    private final Set<Part> reached = ConcurrentHashMap.newKeySet();
    private final Map<Part, String> tried = new ConcurrentHashMap<>();

    private Readiness(ExtendedActorSystem system) {
        this.system = system;
        reached.add(Part.STAYING);
    }

    /** Of this node. */
    public static Readiness of(ActorSystem system) {
        return ID.get(system);
    }

    /** From now on nothing is missing of this part. */
    public void reached(Part part) {
        tried.remove(part);
        if (reached.add(part)) {
            LOG.info("event=readiness_reached part={}", part.code());
        }
    }

    /** A try to reach a part has failed, and is made again. */
    public void failed(Part part, String reason) {
        if (!reached.contains(part)) {
            LOG.warn("event=readiness_waits part={} reason={}", part.code(), reason);
            tried.put(part, reason);
        }
    }

    /** The node leaves: nothing new should be sent to it. For ever. */
    public void leave() {
        if (reached.remove(Part.STAYING)) {
            LOG.info("event=readiness_leaves");
        }
    }

    /** Nothing is missing. */
    public boolean ready() {
        return missing().isEmpty();
    }

    /** What is missing and why, in the order of the start; empty: the node is ready. */
    public Map<Part, String> missing() {
        Map<Part, String> missing = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (!reached.contains(part)) {
                missing.put(part, part == Part.STAYING ? "the node leaves" : tried.getOrDefault(part, part.notYet));
            }
        }
        // Asking makes the extension, which a node that has not come so far need not have.
        if (reached.contains(Part.MEMBERSHIP)) {
            MemberStatus status = Cluster.get(system).selfMember().status();
            if (!status.equals(MemberStatus.up())) {
                missing.put(Part.MEMBERSHIP, "the member is " + status);
            }
        }
        return missing;
    }
}
