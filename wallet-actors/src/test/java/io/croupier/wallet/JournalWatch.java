package io.croupier.wallet;

import akka.persistence.testkit.JournalOperation;
import akka.persistence.testkit.ProcessingPolicy;
import akka.persistence.testkit.ProcessingResult;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.StorageFailure;
import akka.persistence.testkit.WriteEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sees every write to the test journal, and fails as many as it is told to. */
final class JournalWatch implements ProcessingPolicy<JournalOperation> {
    private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    void failNextWrites(int count) {
        failures.set(count);
    }

    /** How many events each write held, refused ones included. */
    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    void forget() {
        batchSizes.clear();
    }

    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
        if (operation instanceof WriteEvents writes) {
            batchSizes.add(writes.batch().size());
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return StorageFailure.create();
            }
        }
        return ProcessingSuccess.getInstance();
    }
}
