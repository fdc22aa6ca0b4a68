package io.croupier.http;

import io.croupier.http.node.BuildInfo;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;

/**
 * The program: finds the sub-command and runs it.
 *
 * <p>Sub-commands are {@link ToolProvider}s, found as services, so that a module which knows nothing of this one can
 * add its own to the class path. Each answers the single argument {@value #DESCRIBE} with one line on what it does.
 *
 * <p>Exit codes: 0 it did what it was asked, 1 it could not, 2 it was not understood.
 */
public final class Main {
    /** The argument that asks a sub-command for one line about itself. */
    public static final String DESCRIBE = "--describe";

    private static final String OWN_PACKAGE = "io.croupier.";

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        String name = arguments.length == 0 ? "help" : arguments[0];
        List<ToolProvider> commands = commands();
        if (List.of("help", "-h", "--help").contains(name)) {
            help(out, commands);
            return arguments.length == 0 ? 2 : 0;
        }
        if (List.of("version", "--version").contains(name)) {
            out.println("croupier " + BuildInfo.current().version());
            return 0;
        }
        for (ToolProvider command : commands) {
            if (command.name().equals(name)) {
                return command.run(out, err, Arrays.copyOfRange(arguments, 1, arguments.length));
            }
        }
        err.println("croupier: there is no command '" + name + "'; 'croupier help' lists them");
        return 2;
    }

    static List<ToolProvider> commands() {
        // The JDK's own tools are services of the same type.
        return ServiceLoader.load(ToolProvider.class, Main.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().startsWith(OWN_PACKAGE))
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ToolProvider::name))
                .toList();
    }

    private static void help(PrintWriter out, List<ToolProvider> commands) {
        out.println("croupier " + BuildInfo.current().version() + ", a real-time gaming backend");
        out.println();
        out.println("usage: croupier <command> [arguments]");
        out.println();
        for (ToolProvider command : commands) {
            out.printf("  %-10s ", command.name());
            command.run(out, out, DESCRIBE);
        }
        out.printf("  %-10s %s%n", "help", "this list");
        out.printf("  %-10s %s%n", "version", "the version of this build");
    }
}
