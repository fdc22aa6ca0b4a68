package io.croupier.http.node;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;

/** Whether this node has started all its parts, for its readiness. */
final class NodeStarted implements Extension {
    private static final class Id extends AbstractExtensionId<NodeStarted> {
        @Override
        public NodeStarted createExtension(ExtendedActorSystem system) {
            return new NodeStarted();
        }
    }

    private static final Id ID = new Id();

    private volatile boolean started;

    static NodeStarted of(ActorSystem system) {
        return ID.get(system);
    }

    void mark() {
        started = true;
    }

    boolean isStarted() {
        return started;
    }
}
