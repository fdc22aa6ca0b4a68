package io.croupier.http.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Gives commands to a cluster that runs on this machine. */
final class ControlClient {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private ControlClient() {}

    /**
     * Sends a command and prints what comes back.
     *
     * @return the command's exit code
     * @throws ClusterFailure where no cluster runs in this data directory
     */
    static int send(Path dataDirectory, List<String> words, PrintWriter out, PrintWriter err) {
        Path file = dataDirectory.resolve(ControlPort.FILE);
        String none = "no cluster runs in " + dataDirectory
                + ": start one with 'croupier cluster', or name its directory with CROUPIER_DATA_DIR";
        String[] address;
        try {
            address = Files.readString(file, StandardCharsets.US_ASCII).trim().split(" ", -1);
        } catch (IOException missing) {
            throw new ClusterFailure(none, missing);
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address[0])),
                    CONNECT_TIMEOUT_MS);
            var to = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
            to.println(address[1] + " " + String.join(" ", words));
            return print(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), out, err);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException gone) {
            throw new ClusterFailure(none, gone);
        }
    }

    private static int print(InputStreamReader from, PrintWriter out, PrintWriter err) throws IOException {
        var lines = new BufferedReader(from);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(ControlPort.END)) {
                return Integer.parseInt(line.substring(ControlPort.END.length()));
            }
            if (line.startsWith(ControlPort.FAILURE)) {
                err.println("croupier: " + line.substring(ControlPort.FAILURE.length()));
            } else if (line.startsWith(ControlPort.LINE)) {
                out.println(line.substring(ControlPort.LINE.length()));
                out.flush();
            }
        }
        err.println("croupier: the cluster ended before it had answered");
        return 1;
    }
}
