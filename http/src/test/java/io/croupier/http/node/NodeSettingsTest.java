package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    private static NodeSettings settings(String overrides) {
        return NodeSettings.load(ConfigFactory.parseString(overrides));
    }

    @Test
    void staysOnThisMachineWithDevModeOffUnlessAskedOtherwise() {
        NodeSettings settings = settings("");

        assertThat(settings.devMode()).isFalse();
        assertThat(settings.bind()).isEqualTo("127.0.0.1");
        assertThat(settings.isLocal()).isTrue();
        assertThat(settings.ports()).isEqualTo(new Ports(8080, 8081, 8558, 25520));
        assertThat(settings.formation()).isEqualTo(Formation.SINGLE);
    }

    @Test
    void aDevelopersNodeIsInDevModeUnlessItsFileOrItsEnvironmentSaysOtherwise(@TempDir Path directory)
            throws IOException {
        assertThat(NodeSettings.forDeveloper(Map.of()).devMode()).isTrue();
        assertThat(NodeSettings.forDeveloper(Map.of("CROUPIER_DEV_MODE", "off")).devMode())
                .isFalse();
        Path file = directory.resolve("own.conf");
        Map<String, String> environment = Map.of("CROUPIER_CONFIG", file.toString());
        Files.writeString(file, "croupier.http.port = 0");
        assertThat(NodeSettings.forDeveloper(environment).devMode()).isTrue();
        Files.writeString(file, "croupier.dev-mode = off");
        assertThat(NodeSettings.forDeveloper(environment).devMode()).isFalse();
        Files.writeString(file, "croupier.cluster.formation = kubernetes");
        assertThat(NodeSettings.forDeveloper(environment).devMode()).isFalse();
    }

    @Test
    void advertisesARealAddressWhenItListensOnAll() {
        NodeSettings settings = settings("croupier.bind = \"0.0.0.0\"");

        assertThat(settings.isLocal()).isFalse();
        assertThat(settings.advertise()).isNotEqualTo("0.0.0.0");
    }

    @Test
    void namesTheKeyThatIsWrong() {
        assertThatThrownBy(() -> settings("croupier.http.port = many"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("croupier.http.port")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> settings("croupier.cluster.formation = swarm"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("croupier.cluster.formation=swarm is unknown: single, nodes or kubernetes");
    }

    @Test
    void takesOnlyAWholeAddressForTheLiveWebSocket() {
        for (String whole : new String[] {"", "wss://live.example.com/live", "ws://127.0.0.1:8081/live"}) {
            assertThat(settings("croupier.live.public-url = \"" + whole + "\"").liveUrl())
                    .isEqualTo(whole);
        }
        for (String part : new String[] {
            "wss://live.example.com",
            "wss://live.example.com/",
            "https://live.example.com/live",
            "/live",
            "live",
            "wss:// /live"
        }) {
            assertThatThrownBy(() -> settings("croupier.live.public-url = \"" + part + "\""))
                    .as(part)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContainingAll("croupier.live.public-url=" + part + " ", "CROUPIER_LIVE_URL");
        }
    }

    @Test
    void givesShardsTheSameTimeToBeHandedOverInEveryFormation() {
        for (String formation : new String[] {"single", "nodes", "kubernetes"}) {
            assertThat(settings("croupier.cluster.formation = " + formation)
                            .config()
                            .getDuration("akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout"))
                    .as(formation)
                    .hasSeconds(20);
        }
    }

    @Test
    void letsNobodyJoinBesideTheFormation() {
        assertThatThrownBy(() -> settings("akka.cluster.seed-nodes = [\"akka://croupier@127.0.0.1:25520\"]"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("akka.cluster.seed-nodes must be empty")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesMixedVersionsOfAkkaJavaSerializationAndWritesOverTheManagementPort() {
        Config config = settings("").config();

        assertThat(config.getBoolean("akka.fail-mixed-versions")).isTrue();
        assertThat(config.getBoolean("akka.actor.allow-java-serialization")).isFalse();
        assertThat(config.getBoolean("akka.management.http.route-providers-read-only"))
                .isTrue();
    }

    @Test
    void findsAnEntityWithTwoWritersInsteadOfSmoothingItOver() {
        Config config = settings("").config();

        assertThat(config.getString("jdbc-journal.replay-filter.mode")).isEqualTo("fail");
        assertThat(config.getString("akka.cluster.downing-provider-class"))
                .isEqualTo("akka.cluster.sbr.SplitBrainResolverProvider");
        assertThat(config.getString("akka.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-majority");
    }

    @Test
    void waitsForThePoolShorterThanTheJournalsCircuitBreaker() {
        Config config = settings("").config();

        assertThat(config.getLong("akka-persistence-jdbc.shared-databases.slick.db.connectionTimeout"))
                .isLessThan(config.getDuration("jdbc-journal.circuit-breaker.call-timeout")
                        .toMillis());
        for (String plugin : new String[] {"jdbc-journal", "jdbc-snapshot-store", "jdbc-read-journal"}) {
            assertThat(config.getString(plugin + ".use-shared-db")).as(plugin).isEqualTo("slick");
        }
    }

    /** A key that nobody reads says nothing, and nothing says so. */
    @Test
    void setsOnlyWhatAkkaReads() {
        Config known = ConfigFactory.defaultReference();
        // Where Akka has the default of what it also reads elsewhere, and what has names of one's own.
        Map<String, String> elsewhere = Map.of(
                "akka\\.http\\.server\\.parsing\\.", "akka.http.parsing.",
                "jdbc-journal\\.", "akka.persistence.journal-plugin-fallback.",
                "jdbc-snapshot-store\\.", "akka.persistence.snapshot-store-plugin-fallback.",
                "(akka\\.coordinated-shutdown\\.phases\\.[a-z-]+)\\.timeout", "$1.depends-on",
                "(akka\\.management\\.http\\.routes)\\..+", "$1",
                "(akka-persistence-jdbc\\.shared-databases)\\.slick\\..+", "$1");

        List<String> unknown = ConfigFactory.parseResources("application.conf").entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !known.hasPathOrNull(key))
                .filter(key -> elsewhere.entrySet().stream()
                        .noneMatch(
                                other -> known.hasPathOrNull(key.replaceFirst("^" + other.getKey(), other.getValue()))))
                .toList();

        assertThat(unknown).isEmpty();
        assertThat(settings("")
                        .config()
                        .getInt("akka.cluster.sharding.least-shard-allocation-strategy.rebalance-absolute-limit"))
                .isPositive();
    }

    @Test
    void letsEveryPhaseOfLeavingHaveItsTimeBeforeTheProgramEndsAllTheSame() {
        Config config = settings("").config();
        Duration usual = config.getDuration("akka.coordinated-shutdown.default-phase-timeout");
        Config phases = config.getConfig("akka.coordinated-shutdown.phases");
        Duration all = phases.root().keySet().stream()
                .map(phase -> phases.hasPath(phase + ".timeout") ? phases.getDuration(phase + ".timeout") : usual)
                .reduce(Duration.ZERO, Duration::plus);

        Duration stop = config.getDuration("croupier.node.stop-timeout");
        assertThat(stop).isGreaterThan(all);
        assertThat(config.getDuration("croupier.local-cluster.stop-timeout")).isGreaterThan(stop);
        assertThat(config.getDuration("croupier.local-cluster.earlier-run-timeout"))
                .isGreaterThan(stop);
    }

    @Test
    void asksTheKubernetesApiForThePodsOfItsClusterWhenToldTo() {
        Config config = settings("croupier { cluster.formation = kubernetes, kubernetes.required-contact-points = 5 }")
                .config();

        assertThat(config.getString("akka.management.cluster.bootstrap.contact-point-discovery.discovery-method"))
                .isEqualTo("kubernetes-api");
        assertThat(config.getInt("akka.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr"))
                .isEqualTo(5);
        assertThat(config.getString("akka.management.http.routes.cluster-bootstrap"))
                .isNotEmpty();
        assertThat(settings("").config().getString("akka.management.http.routes.cluster-bootstrap"))
                .isEmpty();
    }

    @Test
    void joinsAtTheAddressesThatItIsTold() {
        var nodes = SeedNodes.of(settings("croupier.cluster.nodes = \"10.0.0.1:25520, node-2:1\"")
                .config());

        assertThat(nodes.nodes())
                .containsExactly(new SeedNodes.HostPort("10.0.0.1", 25520), new SeedNodes.HostPort("node-2", 1));
        for (String wrong : new String[] {"", " , ", "node", "node:0", ":1", "node:70000", "node:x"}) {
            Config config =
                    settings("croupier.cluster.nodes = \"" + wrong + "\"").config();
            assertThatThrownBy(() -> SeedNodes.of(config))
                    .as(wrong)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContainingAll("croupier.cluster.nodes=" + wrong, "CROUPIER_CLUSTER_NODES");
        }
    }

    @Test
    void takesItsAppVersionFromItsBuildUnlessItIsToldOne() {
        assertThat(settings("").config().getString("akka.cluster.app-version"))
                .isEqualTo(BuildInfo.current().version());
    }

    @Nested
    class ThePorts {
        @Test
        void areFoundFreeBeforeAnythingStarts() {
            Ports claimed = new Ports(0, 0, 0, 0).claimed("127.0.0.1");

            assertThat(new int[] {claimed.http(), claimed.live(), claimed.management(), claimed.remoting()})
                    .doesNotContain(0)
                    .doesNotHaveDuplicates();
        }

        @Test
        void thatAreBusyAreNamedWithWhatMovesThem() throws IOException {
            try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = busy.getLocalPort();
                assertThatThrownBy(() -> new Ports(port, 0, 0, 0).claimed("127.0.0.1"))
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining("port " + port)
                        .hasMessageContaining("CROUPIER_HTTP_PORT");
                assertThatThrownBy(() -> new Ports(0, port, 0, 0).claimed("127.0.0.1"))
                        .hasMessageContaining("CROUPIER_LIVE_PORT");
                assertThatThrownBy(() -> new Ports(0, 0, port, 0).claimed("127.0.0.1"))
                        .hasMessageContaining("CROUPIER_MANAGEMENT_PORT");
                assertThatThrownBy(() -> new Ports(0, 0, 0, port).claimed("127.0.0.1"))
                        .hasMessageContaining("CROUPIER_REMOTING_PORT");
            }
        }

        @Test
        void areNotCalledBusyWhereTheAddressIsNoneOfThisMachine() {
            // Of the range that RFC 5737 keeps for documentation: no machine has it.
            assertThatThrownBy(() -> new Ports(8080, 0, 0, 0).claimed("192.0.2.1"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("croupier.bind=192.0.2.1 is no address of this machine (CROUPIER_BIND)");
        }
    }

    @Nested
    class TheDataDirectory {
        @Test
        void belongsToOneNodeAtATime(@TempDir Path path) {
            try (DataDirectory first = DataDirectory.take(path)) {
                assertThat(first).isNotNull();
                assertThatThrownBy(() -> DataDirectory.take(path))
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining(path + " is in use by another node")
                        .hasMessageContaining("CROUPIER_DATA_DIR");
            }
            DataDirectory.take(path).close();
        }

        @Test
        void mustBeWritable(@TempDir Path path) throws IOException {
            Path file = Files.createFile(path.resolve("file"));

            assertThatThrownBy(() -> DataDirectory.take(file))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("CROUPIER_DATA_DIR");
        }
    }
}
