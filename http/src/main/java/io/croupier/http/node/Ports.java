package io.croupier.http.node;

import com.typesafe.config.Config;
import io.croupier.http.database.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The four TCP ports of a node. All are tried before anything starts, so that a busy one costs no half start. */
public record Ports(int http, int live, int management, int remoting) {
    private static final String HTTP = "CROUPIER_HTTP_PORT";
    private static final String LIVE = "CROUPIER_LIVE_PORT";
    private static final String MANAGEMENT = "CROUPIER_MANAGEMENT_PORT";
    private static final String REMOTING = "CROUPIER_REMOTING_PORT";

    static Ports from(Config config) {
        return new Ports(
                port(config, "croupier.http.port", HTTP),
                port(config, "croupier.live.port", LIVE),
                port(config, "croupier.management.port", MANAGEMENT),
                port(config, "croupier.remoting.port", REMOTING));
    }

    private static int port(Config config, String key, String variable) {
        String value = config.getString(key);
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notEvenANumber) {
            // Refused below with all other values that are no port.
        }
        throw new StartFailure(key + "=" + value + " is no port: 0 to 65535, 0 for a free one (" + variable + ")");
    }

    /**
     * These ports, found free on {@code bind}, each 0 replaced by a free one.
     *
     * @throws StartFailure which names the first busy port and what moves it, or the address that is none of this machine
     */
    Ports claimed(String bind) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            InetAddress address = InetAddress.getByName(bind);
            // Of an address that is none of this machine every port would be called busy.
            FreePort.of(address);
            return new Ports(
                    claim(address, http, HTTP, held),
                    claim(address, live, LIVE, held),
                    claim(address, management, MANAGEMENT, held),
                    claim(address, remoting, REMOTING, held));
        } catch (IOException failure) {
            throw new StartFailure("croupier.bind=" + bind + " is no address of this machine (CROUPIER_BIND)", failure);
        } finally {
            held.forEach(Ports::release);
        }
    }

    private static int claim(InetAddress address, int port, String variable, List<ServerSocket> held) {
        try {
            ServerSocket socket = port == 0 ? FreePort.hold(address) : FreePort.hold(address, port);
            held.add(socket);
            return socket.getLocalPort();
        } catch (IOException busy) {
            throw new StartFailure(
                    "port " + port + " on " + address.getHostAddress() + " can't be used (" + busy.getMessage()
                            + "): set " + variable + " to a free one",
                    busy);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException leftToTheBind) {
            // The bind that follows finds out and says so.
            return;
        }
    }
}
