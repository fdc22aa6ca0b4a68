package io.croupier.kubernetes.guard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;

/** Says on each node how it serves. */
final class VitalsActor {
    static final ServiceKey<Ask> KEY = ServiceKey.create(Ask.class, "guard-vitals");

    /** How does your node serve? */
    record Ask(ActorRef<Told> replyTo) implements ClusterMessage {}

    record Told(String address, Vitals vitals) implements ClusterMessage {}

    private VitalsActor() {}

    static Behavior<Ask> behavior(String address, NodeVitals own) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return Behaviors.receiveMessage(ask -> {
                ask.replyTo.tell(new Told(address, own.now()));
                return Behaviors.same();
            });
        });
    }
}
