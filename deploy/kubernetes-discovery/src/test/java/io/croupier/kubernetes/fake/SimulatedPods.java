package io.croupier.kubernetes.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Pods that are only told of: each has an address that nobody had before, is ready after a while, and stops after a while. */
public final class SimulatedPods implements PodRuntime, AutoCloseable {
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();
    private final long takesMs;
    private final Map<String, Started> running = new LinkedHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private int count;

    /** A pod that has been ready; the first of a list is the oldest. */
    public record Started(String name, String address) {}

    /** @param takesMs to become ready, and to stop */
    public SimulatedPods(long takesMs) {
        this.takesMs = takesMs;
    }

    /** Pods of this revision never become ready. */
    public void breakRevision(String revision) {
        broken.add(revision);
    }

    /** In the order in which they became ready. */
    public synchronized List<Started> started() {
        return new ArrayList<>(running.values());
    }

    @Override
    public synchronized String start(Spec pod, Told told) {
        count++;
        String address = "127.1." + count / 200 + "." + (1 + count % 200);
        if (!broken.contains(pod.revision())) {
            later(() -> ready(pod, address, told));
        }
        return address;
    }

    private void ready(Spec pod, String address, Told told) {
        synchronized (this) {
            running.put(pod.uid(), new Started(pod.name(), address));
        }
        told.ready(true);
    }

    @Override
    public void stop(Spec pod, Runnable gone) {
        later(() -> {
            synchronized (this) {
                running.remove(pod.uid());
            }
            gone.run();
        });
    }

    private void later(Runnable task) {
        var unused = time.schedule(task, takesMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        time.shutdownNow();
    }
}
