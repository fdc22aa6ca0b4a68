package io.croupier.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class KubernetesFormationTest {
    private static Config settings(String overrides) {
        return ConfigFactory.parseString(overrides)
                .withFallback(KubernetesFormation.settings())
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    @Test
    void findsThePodsOfOneLabelByTheirAddresses() {
        Config discovery = settings("croupier.kubernetes.pod-label-selector = \"app=croupier,cell=eu-1\"")
                .getConfig("akka.discovery.kubernetes-api");

        assertThat(discovery.getString("pod-label-selector")).isEqualTo("app=croupier,cell=eu-1");
        assertThat(discovery.getBoolean("use-raw-ip")).isTrue();
    }

    @Test
    void beginsANewClusterOnlyWithAsManyPodsAsConfigured() {
        Config bootstrap = settings("").getConfig("akka.management.cluster.bootstrap");

        assertThat(bootstrap.getString("contact-point-discovery.discovery-method"))
                .isEqualTo("kubernetes-api");
        assertThat(bootstrap.getInt("contact-point-discovery.required-contact-point-nr"))
                .isEqualTo(3);
        assertThat(settings("croupier.kubernetes.required-contact-points = 5")
                        .getInt("akka.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr"))
                .isEqualTo(5);
    }

    @Test
    void asksPodsOnTheirManagementPort() {
        assertThat(settings("").getString("akka.management.cluster.bootstrap.contact-point-discovery.port-name"))
                .isEqualTo("management");
        assertThat(settings("").getString("akka.management.http.routes.cluster-bootstrap"))
                .isEqualTo("akka.management.cluster.bootstrap.ClusterBootstrap$");
    }
}
