package io.croupier.simulations;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The management beans of a program that the simulation started. */
record Attached(long pid, JMXConnector connector, MemoryMXBean memory, List<GarbageCollectorMXBean> collectors)
        implements AutoCloseable {

    /** Attaches to the Java process with this id. */
    @SuppressWarnings("BanJNDI") // The address comes from a process that the simulation itself started.
    static Attached to(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            JMXConnector connector =
                    JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            var server = connector.getMBeanServerConnection();
            return new Attached(
                    pid,
                    connector,
                    ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class),
                    ManagementFactory.getPlatformMXBeans(server, GarbageCollectorMXBean.class));
        } finally {
            machine.detach();
        }
    }

    /** All collections so far. */
    long pauseMs() {
        return collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException gone) {
            // The program that it led to has ended.
        }
    }
}
