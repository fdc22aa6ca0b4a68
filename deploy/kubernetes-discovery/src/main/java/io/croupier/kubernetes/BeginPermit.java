package io.croupier.kubernetes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Who is asked before a node begins a new cluster. Until somebody is named, nobody objects. */
final class BeginPermit implements Extension {
    private static final Id ID = new Id();

    private volatile Supplier<CompletionStage<Boolean>> asked = () -> CompletableFuture.completedFuture(true);

    private static final class Id extends ExtensionId<BeginPermit> {
        @Override
        public BeginPermit createExtension(ActorSystem<?> system) {
            return new BeginPermit();
        }
    }

    private BeginPermit() {}

    static BeginPermit of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    void ask(Supplier<CompletionStage<Boolean>> permit) {
        asked = permit;
    }

    CompletionStage<Boolean> mayBegin() {
        return asked.get();
    }
}
