package io.croupier.simulations;

import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeApiServer.Account;
import io.croupier.kubernetes.fake.PodRuntime;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The kubelet of all pods: starts the packaged program for each, probes it, starts it again where it ends unasked, and stops it. */
final class PodJvms implements PodRuntime, AutoCloseable {
    private static final long LOOK_MS = 250;
    /** As a preStop hook: until clients' connections go elsewhere. */
    private static final long PRE_STOP_MS = 1_000;
    /** As in the manifests. */
    private static final Duration GRACE = Duration.ofMinutes(3);

    private static final int MOST_ADDRESSES = 240;
    private static final String HEAP = "-Xmx384m";

    private final String classPath;
    private final Path home;
    private final String config;
    private final Map<String, String> environment;
    private final HttpClient http;
    /** Below 127.0.0.0/8: others may listen on the same ports elsewhere. */
    private final String net = "127." + ThreadLocalRandom.current().nextInt(2, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";

    private final ScheduledExecutorService kubelet =
            Executors.newSingleThreadScheduledExecutor(task -> Bettors.daemon(task, "kubelet"));
    /** By uid. */
    private final Map<String, PodJvm> pods = new ConcurrentHashMap<>();

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final CompletableFuture<FakeApiServer> server = new CompletableFuture<>();
    private final List<String> unorderly = new CopyOnWriteArrayList<>();
    private int addresses;

    /**
     * No pod starts before {@link #begin}.
     *
     * @param home gets a directory for each pod
     * @param config settings of every pod, over the program's own
     * @param environment variables of every pod
     */
    PodJvms(String classPath, Path home, String config, Map<String, String> environment, HttpClient http) {
        this.classPath = classPath;
        this.home = home;
        this.config = config;
        this.environment = Map.copyOf(environment);
        this.http = http;
    }

    /** The address for what stands before the pods. */
    String frontAddress() {
        return net + (MOST_ADDRESSES + 1);
    }

    /** Starts the pods that there are, and from now on each that comes. */
    void begin(FakeApiServer api) {
        server.complete(api);
        var unused = kubelet.scheduleWithFixedDelay(
                () -> pods.values().forEach(PodJvm::look), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** New tokens for all pods, as they are replaced about every hour. */
    void renewTokens() {
        accounts.forEach((reader, account) -> server.join().renew(account, reader));
    }

    @Override
    public synchronized String start(Spec spec, Told told) {
        if (++addresses > MOST_ADDRESSES) {
            throw new SimulationException("no more than " + MOST_ADDRESSES + " pods, one after the other");
        }
        String address = net + addresses;
        Path directory = home.resolve(spec.name() + "-" + addresses);
        var unused = server.thenAcceptAsync(api -> launch(api, spec, address, directory, told), kubelet)
                .exceptionally(failure -> {
                    unorderly.add(spec.name() + " was not started: " + failure);
                    return null;
                });
        return address;
    }

    private void launch(FakeApiServer api, Spec spec, String address, Path directory, Told told) {
        Account account = accounts.computeIfAbsent(spec.name(), api::account);
        Path settings = directory.resolve("croupier.conf");
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    settings,
                    config + """
                    croupier.kubernetes.api { token-file = "%s", ca-file = "%s", namespace-file = "%s" }
                    """.formatted(account.token(), account.ca(), account.namespace()),
                    StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new SimulationException(directory + " cannot be written: " + failure.getMessage(), failure);
        }
        var program = new ProcessBuilder(command());
        Map<String, String> variables = program.environment();
        variables.keySet().removeIf(name -> name.startsWith("CROUPIER_") && !name.equals("CROUPIER_CACHE_DIR"));
        variables.putAll(environment);
        variables.put("CROUPIER_CONFIG", settings.toString());
        variables.put("CROUPIER_DATA_DIR", directory.toString());
        variables.put("CROUPIER_BIND", address);
        variables.put("CROUPIER_ADVERTISE", address);
        variables.put("CROUPIER_APP_VERSION", Long.toString(spec.rollout()));
        variables.put("CROUPIER_STOP_AT_END_OF_INPUT", "on");
        variables.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        variables.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
        var pod = new PodJvm(spec, address, told, program, directory.resolve("console.log"), http);
        pods.put(spec.uid(), pod);
        pod.start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
        command.add("-XX:+UseSerialGC");
        command.addAll(Program.givenFlags());
        command.add(HEAP);
        command.addAll(List.of("-cp", classPath, "io.croupier.http.Main", "run"));
        return command;
    }

    @Override
    public void stop(Spec spec, Runnable gone) {
        kubelet.execute(() -> {
            PodJvm pod = pods.get(spec.uid());
            if (pod == null) {
                gone.run();
                return;
            }
            pod.leave();
            var unused = kubelet.schedule(() -> terminate(pod, gone), PRE_STOP_MS, TimeUnit.MILLISECONDS);
        });
    }

    private void terminate(PodJvm pod, Runnable gone) {
        var unused = pod.terminate(GRACE)
                .whenCompleteAsync(
                        (exitCode, failure) -> {
                            if (exitCode == null || exitCode != 0) {
                                unorderly.add(pod.spec().name() + " at " + pod.address() + " ended with " + exitCode);
                            }
                            pods.remove(pod.spec().uid());
                            gone.run();
                        },
                        kubelet);
    }

    /** As where its machine is gone: it is not started again here. */
    void loseMachine(String name) {
        onKubelet(() -> {
            PodJvm pod = pod(name);
            pod.leave();
            pod.kill();
            pods.remove(pod.spec().uid());
        });
    }

    /** SIGKILL to its JVM, which is started again where it was. */
    void crash(String name) {
        onKubelet(pod(name)::kill);
    }

    private void onKubelet(Runnable action) {
        CompletableFuture.runAsync(action, kubelet).join();
    }

    private PodJvm pod(String name) {
        return all().stream()
                .filter(pod -> pod.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SimulationException("there is no pod " + name));
    }

    /** Those that run or are about to, or still leave. */
    List<PodJvm> all() {
        return List.copyOf(pods.values());
    }

    /** Where this pod is now; null where there is none. */
    @Nullable String addressOf(String name) {
        return all().stream()
                .filter(pod -> pod.spec().name().equals(name))
                .map(PodJvm::address)
                .findFirst()
                .orElse(null);
    }

    /** Addresses that clients are sent to. */
    List<String> serving() {
        return all().stream().filter(PodJvm::serves).map(PodJvm::address).toList();
    }

    /** Pods that were told to end and did not end in order. */
    List<String> unorderly() {
        return List.copyOf(unorderly);
    }

    @Override
    public void close() {
        kubelet.shutdownNow();
        List<CompletableFuture<Integer>> ends =
                all().stream().map(pod -> pod.terminate(GRACE)).toList();
        ends.forEach(CompletableFuture::join);
    }
}
