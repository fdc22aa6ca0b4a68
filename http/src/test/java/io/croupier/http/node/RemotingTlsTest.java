package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.cluster.NodeCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotingTlsTest {
    private static final List<String> FILES = List.of("tls.key", "tls.crt", "ca.crt");
    private static final int SOCKET_TIMEOUT_MS = 60_000;

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
    void takesNewKeysOfTheSameAuthorityWithoutARestart() throws Exception {
        NodeCertificates authority = NodeCertificates.create(Instant.now());
        Path before = issued(authority, "..before");
        Path after = issued(authority, "..after");
        BigInteger old = serial(before);
        Path mounted = mounted(before);
        ActorSystem<Void> first = member(mounted, "");
        ActorSystem<Void> second = member(mounted, port(first));
        await(() -> up(first).size() == 2);
        assertThat(List.of(shownBy(first, after), shownBy(second, after))).containsOnly(old);
        assertThat(shownTo(first, before)).isEqualTo(old);

        mount(mounted, after);
        for (String name : FILES) {
            Files.delete(before.resolve(name));
        }
        await(() ->
                List.of(shownBy(first, after), shownBy(second, after)).equals(Collections.nCopies(2, serial(after))));
        assertThat(shownTo(first, after)).isEqualTo(serial(after));

        ActorSystem<Void> third = member(mounted, port(second));
        // A member is up only when all have told each other so, each over a connection of its own.
        await(() -> systems.stream().allMatch(system -> up(system).size() == 3));
        assertThat(shownBy(third, after)).isEqualTo(serial(after));
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

    private Path issued(NodeCertificates authority, String name) throws IOException {
        Path directory = Files.createDirectory(home.resolve(name));
        authority.issue(directory);
        return directory;
    }

    /** A directory of links as Kubernetes makes it of a Secret: all of them change together, when the one in their middle does. */
    private Path mounted(Path content) throws IOException {
        Path directory = Files.createDirectory(home.resolve("mounted"));
        for (String name : FILES) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
        }
        mount(directory, content);
        return directory;
    }

    private static void mount(Path directory, Path content) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), content);
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static BigInteger serial(Path keys) {
        try (InputStream file = Files.newInputStream(keys.resolve("tls.crt"))) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file))
                    .getSerialNumber();
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("no certificate in " + keys, failure);
        }
    }

    /** The certificate that a node shows to a peer with these keys which connects to it. */
    private static BigInteger shownBy(ActorSystem<Void> node, Path peer) {
        try (var socket =
                (SSLSocket) tls(peer).getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(port(node)))) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MS);
            socket.startHandshake();
            return shown(socket);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("no handshake with " + node.address(), failure);
        }
    }

    /** The certificate that a node shows to a peer with these keys when it connects itself. */
    private static BigInteger shownTo(ActorSystem<Void> node, Path peer) throws IOException, GeneralSecurityException {
        try (var server = (SSLServerSocket)
                tls(peer).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(true);
            server.setSoTimeout(SOCKET_TIMEOUT_MS);
            node.classicSystem()
                    .actorSelection("akka://croupier@127.0.0.1:" + server.getLocalPort() + "/user/nobody")
                    .tell("hello", akka.actor.ActorRef.noSender());
            try (var socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(SOCKET_TIMEOUT_MS);
                socket.startHandshake();
                return shown(socket);
            }
        }
    }

    private static BigInteger shown(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    private static SSLContext tls(Path keys) throws IOException, GeneralSecurityException {
        char[] password = "none".toCharArray();
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        try (InputStream authority = Files.newInputStream(keys.resolve("ca.crt"));
                InputStream certificate = Files.newInputStream(keys.resolve("tls.crt"))) {
            store.setCertificateEntry("authority", certificates.generateCertificate(authority));
            store.setKeyEntry(
                    "own",
                    DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(keys.resolve("tls.key")))),
                    password,
                    new Certificate[] {certificates.generateCertificate(certificate)});
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, password);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static Config config(Path keys) {
        return ConfigFactory.parseMap(Map.of(
                        "croupier.remoting.tls.directory",
                        keys.toString(),
                        "croupier.remoting.tls.reload-interval",
                        "100 ms"))
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
