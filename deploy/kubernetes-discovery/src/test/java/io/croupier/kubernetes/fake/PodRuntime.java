package io.croupier.kubernetes.fake;

/** What makes pods out of what the API server says, as a kubelet does: threads of this JVM, or JVMs of their own. */
public interface PodRuntime {
    /**
     * One pod's life.
     *
     * @param name taken by its successor
     * @param uid taken by nobody else ever
     * @param revision of the template
     * @param rollout the number in its label {@code croupier.io/rollout}
     */
    record Spec(String name, String uid, String revision, long rollout) {}

    /** How a pod's state is told; may be called from any thread, and after the pod is gone. */
    interface Told {
        void ready(boolean ready);
    }

    /** Starts it without waiting, and returns the address that it has. */
    String start(Spec pod, Told told);

    /** Asks it to stop, as by SIGTERM, without waiting; {@code gone} is called when it has. */
    void stop(Spec pod, Runnable gone);
}
