package io.croupier.http.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.SelfUp;
import akka.cluster.typed.Subscribe;
import java.util.concurrent.CompletableFuture;

/** Tells when this node has become a full member of its cluster. */
public final class Membership {
    private Membership() {}

    /** Done when this node is a full member; never where it does not become one. */
    public static CompletableFuture<Done> up(ActorSystem<?> system) {
        CompletableFuture<Done> up = new CompletableFuture<>();
        Behavior<SelfUp> waiting = Behaviors.setup(context -> {
            Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(context.getSelf(), SelfUp.class));
            return Behaviors.receiveMessage(self -> {
                up.complete(Done.getInstance());
                return Behaviors.stopped();
            });
        });
        system.systemActorOf(waiting, "membership", Props.empty());
        return up;
    }
}
