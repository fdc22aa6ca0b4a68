package io.croupier.simulations;

import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the simulation's own uses, once per interval: processor, heap, garbage collection, sockets, and what its
 * database writes. Where something cannot be measured (the program is down, the Java runtime has no attach) its point is null.
 */
final class Monitor implements AutoCloseable {
    private static final double MIB = 1024.0 * 1024;

    private final Program program;
    private final Journal journal;
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private @Nullable Attached attached;
    private @Nullable Connection database;
    private final Map<String, Double> lastTotals = new LinkedHashMap<>();
    private long lastNanos = System.nanoTime();

    /** One line of a chart. */
    record Resource(String name, String unit, List<@Nullable Double> values) {}

    Monitor(Program program, Journal journal) {
        this.program = program;
        this.journal = journal;
        for (String[] line : new String[][] {
            {"CPU", "cores"},
            {"heap used", "MiB"},
            {"GC", "ms/s"},
            {"sockets", ""},
            {"database commits", "1/s"},
            {"WAL", "MiB/s"}
        }) {
            resources.put(line[0], new Resource(line[0], line[1], new ArrayList<>()));
        }
    }

    List<Resource> resources() {
        return List.copyOf(resources.values());
    }

    /** Takes one point of everything. To be called once per interval, by one thread. */
    void sample() {
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        lastNanos = now;
        Optional<ProcessHandle> process = program.process();
        double cpu = process.flatMap(p -> p.info().totalCpuDuration())
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
        add("CPU", rate("CPU " + process.map(ProcessHandle::pid).orElse(0L), cpu, seconds));
        sampleHeap(process, seconds);
        add("sockets", process.map(p -> sockets(p.pid())).orElse(null));
        sampleDatabase(seconds);
    }

    /** Open sockets of a process; null on systems other than Linux. */
    private static @Nullable Double sockets(long pid) {
        double sockets = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : open) {
                sockets += isSocket(file) ? 1 : 0;
            }
            return sockets;
        } catch (IOException | DirectoryIteratorException unknown) {
            return null;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    private void sampleHeap(Optional<ProcessHandle> process, double seconds) {
        try {
            Attached beans = process.isEmpty() ? null : attached(process.get().pid());
            if (beans != null) {
                add("heap used", beans.memory().getHeapMemoryUsage().getUsed() / MIB);
                add("GC", rate("GC " + beans.pid(), (double) beans.pauseMs(), seconds));
                return;
            }
        } catch (IOException | AttachNotSupportedException | RuntimeException gone) {
            detach();
        }
        add("heap used", null);
        add("GC", null);
    }

    private Attached attached(long pid) throws IOException, AttachNotSupportedException {
        Attached known = attached;
        if (known != null && known.pid() == pid) {
            return known;
        }
        detach();
        Attached made = Attached.to(pid);
        attached = made;
        return made;
    }

    private void detach() {
        Attached known = attached;
        attached = null;
        if (known != null) {
            known.close();
        }
    }

    private void sampleDatabase(double seconds) {
        try {
            Connection open = database;
            if (open == null || open.isClosed()) {
                open = journal.connect();
                database = open;
            }
            try (PreparedStatement query =
                            open.prepareStatement("SELECT sum(xact_commit), (SELECT wal_bytes FROM pg_stat_wal)"
                                    + " FROM pg_stat_database WHERE datname = current_database()");
                    ResultSet row = query.executeQuery()) {
                row.next();
                add("database commits", rate("commits", row.getDouble(1), seconds));
                add("WAL", rate("WAL", row.getDouble(2) / MIB, seconds));
            }
        } catch (SQLException | SimulationException gone) {
            closeDatabase();
            add("database commits", null);
            add("WAL", null);
        }
    }

    /** What a growing total grew per second; null where it is not known or began anew. */
    private @Nullable Double rate(String total, double value, double seconds) {
        Double last = lastTotals.put(total, value);
        return last == null || Double.isNaN(value) || value < last ? null : (Double) ((value - last) / seconds);
    }

    private void add(String name, @Nullable Double value) {
        Resource resource = resources.get(name);
        if (resource != null) {
            resource.values.add(value);
        }
    }

    private void closeDatabase() {
        Connection open = database;
        database = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                // It was gone already.
            }
        }
    }

    @Override
    public void close() {
        detach();
        closeDatabase();
    }
}
