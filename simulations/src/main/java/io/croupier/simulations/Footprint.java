package io.croupier.simulations;

import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a program and its database take up at a moment.
 *
 * @param heapMiB used after a collection: what is alive
 * @param residentMiB the process's memory, NaN where the system does not tell it
 */
record Footprint(double heapMiB, double residentMiB, double databaseMiB) {
    private static final double MIB = 1024.0 * 1024;
    private static final double KIB_PER_MIB = 1024;
    /** What the first collection finds to be finalized or cleaned goes with the second. */
    private static final int COLLECTIONS = 2;

    static Footprint of(Program program, Journal journal) {
        long pid = program.pid();
        try (Attached beans = Attached.to(pid);
                Connection database = journal.connect()) {
            for (int i = 0; i < COLLECTIONS; i++) {
                beans.memory().gc();
            }
            double heapMiB = beans.memory().getHeapMemoryUsage().getUsed() / MIB;
            return new Footprint(heapMiB, residentMiB(pid), databaseMiB(database));
        } catch (IOException | AttachNotSupportedException | SQLException e) {
            throw new SimulationException("the program's memory cannot be measured: " + e.getMessage(), e);
        }
    }

    /** As Linux tells it. */
    private static double residentMiB(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double databaseMiB(Connection database) throws SQLException {
        try (PreparedStatement query = database.prepareStatement("SELECT pg_database_size(current_database())");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1) / MIB;
        }
    }
}
