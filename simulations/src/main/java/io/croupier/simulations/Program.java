package io.croupier.simulations;

import io.croupier.simulations.chaos.Launch;
import io.croupier.simulations.chaos.NodeProcess;
import io.croupier.simulations.chaos.Signal;
import io.croupier.simulations.chaos.SqlAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged program as a process of its own, with a data directory of its own: started, killed with SIGKILL by its exact
 * process id, started again. Its embedded PostgreSQL, where it is given no other database, lives through such a kill;
 * {@link #close} leaves neither behind.
 */
final class Program implements NodeProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);
    /** What the program allows itself for leaving (croupier.node.stop-timeout), and for its embedded database after that. */
    private static final Duration TERM_LIMIT = Duration.ofSeconds(175);

    /** Words for the program's Java runtime, apart from those for the simulation's own. */
    private static final String JAVA_OPTS = "CROUPIER_TARGET_JAVA_OPTS";

    private final String classPath;
    private final String config;
    private final Path home;
    private final Ports ports;
    private final HttpClient http;
    private final Map<String, String> environment;
    private final List<String> flags;
    private volatile Launch launch = Launch.USUAL;
    private volatile @Nullable Process process;
    private volatile boolean closed;

    /**
     * @param classPath with the program's jar
     * @param config settings of the run, over the program's own
     * @param home an empty directory; gets {@code data/}, {@code simulation.conf} and {@code program.log}
     */
    Program(String classPath, String config, Path home, Ports ports, HttpClient http) {
        this(classPath, config, home, ports, http, Map.of());
    }

    /** The same with variables of its own, such as {@link #on} makes them. */
    Program(String classPath, String config, Path home, Ports ports, HttpClient http, Map<String, String> environment) {
        this(classPath, config, home, ports, http, environment, List.of());
    }

    /** The same with words for its Java runtime, after the usual ones. */
    Program(
            String classPath,
            String config,
            Path home,
            Ports ports,
            HttpClient http,
            Map<String, String> environment,
            List<String> flags) {
        this.classPath = classPath;
        this.config = config;
        this.home = home;
        this.ports = ports;
        this.http = http;
        this.environment = Map.copyOf(environment);
        this.flags = List.copyOf(flags);
    }

    /** The variables of a program that works on this database and not on an embedded one. */
    static Map<String, String> on(SqlAddress database) {
        return Map.of(
                "CROUPIER_DB_URL", database.jdbcUrl(),
                "CROUPIER_DB_USER", database.user(),
                "CROUPIER_DB_PASSWORD", database.password());
    }

    /** The running process; empty where there is none. */
    Optional<ProcessHandle> process() {
        Process running = process;
        return running != null && running.isAlive() ? Optional.of(running.toHandle()) : Optional.empty();
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + ports.http());
    }

    URI live() {
        return URI.create("ws://127.0.0.1:" + ports.live() + "/live");
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("program.log");
    }

    @Override
    public boolean isRunning() {
        Process known = process;
        return known != null && known.isAlive();
    }

    @Override
    public long pid() {
        Process known = process;
        if (known == null) {
            throw new IllegalStateException("the program was never started");
        }
        return known.pid();
    }

    @Override
    public Launch launch() {
        return launch;
    }

    @Override
    public synchronized Duration start(Launch how) {
        if (closed || isRunning()) {
            throw new IllegalStateException(
                    closed ? "the program is closed" : "the program runs already, pid " + pid());
        }
        launch = how;
        long began = System.nanoTime();
        Process started = spawn(how);
        process = started;
        awaitReady(started, began + START_LIMIT.toNanos());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Process spawn(Launch how) {
        List<String> command = new ArrayList<>(ownSession());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(List.of("-cp", how.jar().map(Path::toString).orElse(classPath), "io.croupier.http.Main", "run"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        var variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("CROUPIER_") && !name.equals("CROUPIER_CACHE_DIR"));
        variables.put("CROUPIER_DATA_DIR", data().toString());
        variables.put("CROUPIER_HTTP_PORT", Integer.toString(ports.http()));
        variables.put("CROUPIER_LIVE_PORT", Integer.toString(ports.live()));
        variables.put("CROUPIER_MANAGEMENT_PORT", Integer.toString(ports.management()));
        variables.put("CROUPIER_REMOTING_PORT", Integer.toString(ports.remoting()));
        Path settings = home.resolve("simulation.conf");
        variables.put("CROUPIER_CONFIG", settings.toString());
        variables.putAll(environment);
        variables.putAll(how.environment());
        try {
            Files.writeString(settings, config, StandardCharsets.UTF_8);
            return builder.start();
        } catch (IOException e) {
            throw new SimulationException("the program cannot be started: " + e.getMessage(), e);
        }
    }

    /** Ctrl-C at a terminal goes to all that runs there; what it means for the program is the simulation's to say. */
    static List<String> ownSession() {
        return Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
    }

    /** The words of {@value #JAVA_OPTS}. */
    static List<String> givenFlags() {
        return Stream.of(System.getenv().getOrDefault(JAVA_OPTS, "").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** What its Java runtime is told: what {@code ./croupier} tells it, and the words of {@value #JAVA_OPTS}. */
    List<String> jvmFlags() {
        List<String> given = givenFlags();
        List<String> all = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        all.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + Math.max(2, cores));
        all.add("-XX:+UseG1GC");
        all.add("-XX:+ExitOnOutOfMemoryError");
        if (given.stream().noneMatch(word -> word.startsWith("-Xm"))) {
            all.add("-Xms2g");
            all.add("-Xmx2g");
        }
        if (Runtime.version().feature() >= 24) {
            all.add("--sun-misc-unsafe-memory-access=allow");
            all.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 25) {
            all.add("-XX:+UseCompactObjectHeaders");
        }
        // Classes out of the archive that this program itself runs on: half the time of a start.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:SharedArchiveFile=") || flag.startsWith("-Xlog:"))
                .forEach(all::add);
        all.addAll(flags);
        all.addAll(given);
        return List.copyOf(all);
    }

    @Override
    public Duration awaitReady() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the program was never started");
        }
        long began = System.nanoTime();
        awaitReady(running, began + START_LIMIT.toNanos());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void awaitReady(Process started, long deadline) {
        while (ready().filter(answer -> answer.statusCode() == 200).isEmpty()) {
            if (!started.isAlive()) {
                throw new SimulationException("the program ended with exit code " + started.exitValue()
                        + " where it should be ready:\n" + lastLines());
            }
            if (closed) {
                throw new SimulationException("the program is closed while it starts");
            }
            if (System.nanoTime() > deadline) {
                throw new SimulationException(
                        "the program is not ready after " + START_LIMIT.toSeconds() + " s:\n" + lastLines());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private Optional<HttpResponse<Void>> ready() {
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.management() + "/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return Optional.of(http.send(ready, HttpResponse.BodyHandlers.discarding()));
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    @Override
    public Instant clock() {
        String date = ready().flatMap(answer -> answer.headers().firstValue("Date"))
                .orElseThrow(() -> new SimulationException("the program does not say its time:\n" + lastLines()));
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    @Override
    public synchronized void kill() {
        Process running = running("killed");
        running.destroyForcibly();
        waitFor(running, STOP_LIMIT);
    }

    /** Waits for its own end; empty where it still runs after this time. */
    OptionalInt awaitExit(Duration limit) {
        Process known = process;
        if (known == null) {
            throw new IllegalStateException("the program was never started");
        }
        return waitFor(known, limit) ? OptionalInt.of(known.exitValue()) : OptionalInt.empty();
    }

    @Override
    public synchronized int terminate() {
        Process running = running("stopped");
        running.destroy();
        if (!waitFor(running, TERM_LIMIT)) {
            throw new SimulationException(
                    "the program still runs " + TERM_LIMIT.toSeconds() + " s after SIGTERM:\n" + lastLines());
        }
        return running.exitValue();
    }

    private Process running(String before) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new SimulationException("the program ended before it was " + before + ":\n" + lastLines());
        }
        return running;
    }

    @Override
    public void freeze() {
        signal(Signal.STOP);
    }

    @Override
    public void thaw() {
        signal(Signal.CONT);
    }

    private void signal(Signal signal) {
        Process running = process;
        if (running != null && running.isAlive()) {
            signal.send(List.of(running.pid()));
        }
    }

    /** Stops the program as Ctrl-C does, and after a while by force; then whatever PostgreSQL it left on its data. */
    @Override
    public void close() {
        closed = true;
        stopForGood();
    }

    private synchronized void stopForGood() {
        Process running = process;
        if (running != null && running.isAlive()) {
            thaw();
            running.destroy();
            if (!waitFor(running, STOP_LIMIT)) {
                running.destroyForcibly();
                waitFor(running, STOP_LIMIT);
            }
        }
        postgres().ifPresent(server -> {
            // SIGTERM would wait for clients that are gone; the log is replayed at the next start, if there is one.
            server.destroy();
            server.onExit().completeOnTimeout(server, 5, TimeUnit.SECONDS).join();
            postgres().ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    /** The PostgreSQL that runs on the program's data now. */
    private Optional<ProcessHandle> postgres() {
        return postmaster(data())
                .flatMap(lines -> ProcessHandle.of(Long.parseLong(lines.get(0).trim())))
                .filter(ProcessHandle::isAlive)
                .filter(server -> server.info().command().orElse("postgres").endsWith("postgres"));
    }

    /** The embedded PostgreSQL that runs now, which the program may have left behind. */
    SqlAddress embedded() {
        return embedded(data());
    }

    /** The PostgreSQL that runs in this data directory. */
    static SqlAddress embedded(Path data) {
        List<String> lines =
                postmaster(data).orElseThrow(() -> new SimulationException("no PostgreSQL runs on " + data));
        Path passwordFile = data.resolve("postgres.password");
        try {
            String password =
                    Files.readString(passwordFile, StandardCharsets.UTF_8).trim();
            return new SqlAddress(Integer.parseInt(lines.get(3).trim()), "croupier", "croupier", password);
        } catch (IOException e) {
            throw new SimulationException(passwordFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Lines of the running server's {@code postmaster.pid}: process id first, port in the fourth. */
    private static Optional<List<String>> postmaster(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postgres/postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() < 4 ? Optional.empty() : Optional.of(lines);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** The end of what the program printed. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(" + log() + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static boolean waitFor(Process running, Duration limit) {
        try {
            return running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
