package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.cluster.NodeCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotingTlsTest {
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    @TempDir
    private Path home;

    @AfterEach
    void end() throws Exception {
        systems.forEach(ActorSystem::terminate);
        for (ActorSystem<Void> system : systems) {
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesInOnlyNodesWhoseCertificateIsOfTheSameAuthority() throws IOException {
        Path ours = keys("ours", Instant.now());
        ActorSystem<Void> first = member(ours, "");
        String seed = port(first);
        await(() -> up(first).size() == 1);
        ActorSystem<Void> foreign = member(keys("theirs", Instant.now()), seed);
        ActorSystem<Void> second = member(ours, seed);

        await(() -> up(first).size() == 2);

        // The foreign one has asked for as long as the other, whose way in was the same.
        assertThat(up(first)).containsExactlyInAnyOrder(port(first), port(second));
        assertThat(Cluster.get(foreign).selfMember().status()).isEqualTo(MemberStatus.removed());
    }

    @Test
    void keepsWhatItHasMadeAndTheKeyToItsOwner() throws IOException {
        Path keys = keys("kept", Instant.now());
        String before = Files.readString(keys.resolve("tls.key"));

        assertThat(Files.readString(keys("kept", Instant.now()).resolve("tls.key")))
                .isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("tls.key"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(
                        keys("kept", Instant.now().plus(Duration.ofDays(3640))).resolve("tls.key")))
                .isNotEqualTo(before);
    }

    @Test
    void namesTheFileThatCannotBeUsed() throws IOException {
        Path keys = keys("keys", Instant.now());
        Path others = keys("others", Instant.now());

        assertThatThrownBy(() -> RemotingTls.settings(config(home.resolve("none"))))
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll("none/tls.key", "CROUPIER_TLS_DIR");
        Files.copy(others.resolve("ca.crt"), home.resolve("ca.crt"));
        Files.copy(keys.resolve("tls.crt"), home.resolve("tls.crt"));
        Files.copy(keys.resolve("tls.key"), home.resolve("tls.key"));
        assertThatThrownBy(() -> RemotingTls.settings(config(home)))
                .hasMessageContainingAll("tls.crt", "issued by", "ca.crt");
        Files.delete(others.resolve("tls.key"));
        Files.copy(keys.resolve("tls.key"), others.resolve("tls.key"));
        assertThatThrownBy(() -> RemotingTls.settings(config(others)))
                .hasMessageContainingAll("tls.key", "must be the RSA key of");
        Files.writeString(others.resolve("tls.key"), "none");
        assertThatThrownBy(() -> RemotingTls.settings(config(others)))
                .hasMessageContainingAll("tls.key", "must be an RSA key in PEM");
    }

    @Test
    void takesNoSecondAuthority() throws IOException {
        Path keys = keys("keys", Instant.now());
        Path authority = keys.resolve("ca.crt");
        String first = Files.readString(authority);
        Files.writeString(
                authority,
                first + Files.readString(keys("others", Instant.now()).resolve("ca.crt")));

        assertThatThrownBy(() -> RemotingTls.settings(config(keys)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(
                        "keys/ca.crt",
                        "CROUPIER_TLS_DIR",
                        "croupier.remoting.tls.authority-file",
                        "must hold one certificate and holds 2",
                        "stop of all nodes");
        Files.writeString(authority, "none");
        assertThatThrownBy(() -> RemotingTls.settings(config(keys)))
                .hasMessageContainingAll("ca.crt", "must be a certificate in PEM");
        Files.writeString(authority, first);
        assertThat(RemotingTls.settings(config(keys)).isEmpty()).isFalse();
    }

    @Test
    void isAMustOnKubernetesOutsideOfDevMode() {
        var kubernetes = "croupier.cluster.formation = kubernetes\n";

        NodeSettings plain = NodeSettings.load(ConfigFactory.parseString(kubernetes));
        assertThatThrownBy(() -> plain.formation().check(plain))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("CROUPIER_TLS_DIR");
        NodeSettings dev = NodeSettings.load(ConfigFactory.parseString(kubernetes + "croupier.dev-mode = on"));
        dev.formation().check(dev);
        NodeSettings secure =
                NodeSettings.load(ConfigFactory.parseString(kubernetes + "croupier.remoting.tls.directory = \"/x\""));
        secure.formation().check(secure);
    }

    private Path keys(String name, Instant now) throws IOException {
        Path directory = home.resolve(name);
        NodeCertificates.readyIn(directory, now);
        return directory;
    }

    private static Config config(Path keys) {
        return ConfigFactory.parseMap(Map.of("croupier.remoting.tls.directory", keys.toString()))
                .withFallback(ConfigFactory.load());
    }

    /** A node that asks the one at port {@code seed} of this machine, or begins a cluster where that is empty. */
    private ActorSystem<Void> member(Path keys, String seed) {
        Config config = RemotingTls.settings(config(keys))
                // They end without taking leave of each other, for which some would wait in vain.
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "akka.coordinated-shutdown.run-by-actor-system-terminate",
                        false,
                        "akka.remote.artery.canonical.hostname",
                        "127.0.0.1",
                        "akka.remote.artery.canonical.port",
                        0)))
                .withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "croupier", config);
        systems.add(system);
        String nodes = "127.0.0.1:" + (seed.isEmpty() ? port(system) : seed);
        SeedNodes.of(ConfigFactory.parseMap(Map.of("croupier.cluster.nodes", nodes)))
                .join(system);
        return system;
    }

    private static String port(ActorSystem<Void> system) {
        return Integer.toString(system.address().getPort().orElseThrow());
    }

    private static List<String> up(ActorSystem<Void> system) {
        return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up())
                .map(Member::address)
                .map(address -> Integer.toString(address.getPort().orElseThrow()))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
