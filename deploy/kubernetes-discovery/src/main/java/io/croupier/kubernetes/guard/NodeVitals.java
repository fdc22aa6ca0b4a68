package io.croupier.kubernetes.guard;

/** What a node knows of itself; called on an actor's thread, so it does not wait. */
@FunctionalInterface
public interface NodeVitals {
    Vitals now();
}
