package io.croupier.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every overlay, and the base with every component, keeps every rule. */
@ExtendWith(KubectlInstalled.class)
class ManifestsTest {
    @TestFactory
    Stream<DynamicTest> overlaysKeepEveryRule() {
        return Renderings.overlays().stream().flatMap(name -> everyRule(name, Renderings.overlay(name)));
    }

    @TestFactory
    Stream<DynamicTest> componentsKeepEveryRule() {
        return Renderings.components().stream()
                .flatMap(name -> everyRule("base with " + name, Renderings.baseWith(name)));
    }

    @Test
    void kafkaScalesInPlaceOfThePlainAutoscaler() {
        Manifests both = Renderings.baseWith("kafka", "kafka-lag");

        assertThat(Arrays.stream(Rule.values()).flatMap(rule -> rule.problems(both).stream()))
                .isEmpty();
    }

    @Test
    void whatAClusterHasOnceIsWellFormed() {
        assertThat(Rule.FORM.problems(Renderings.cluster())).isEmpty();
        assertThat(Rule.FORM.problems(Renderings.alarms())).isEmpty();
        assertThat(Rule.ALARMS.problems(Renderings.alarms())).isEmpty();
    }

    @Test
    void onlyTheOverlayForTryingItOutIsForTrying() {
        assertThat(Renderings.overlays())
                .filteredOn(name -> Renderings.overlay(name).forTrying())
                .containsExactly("dev");
    }

    /** The Service's port, kind's and minikube's: a policy is asked about the port behind the Service. */
    @Test
    void theOverlayForTryingItOutReachesTheApiServerOfWhatItIsTriedOn() {
        Manifest policy =
                Renderings.overlay("dev").find("NetworkPolicy", "api-server").orElseThrow();

        assertThat(policy.at("/spec/egress/0/ports").findValuesAsText("port")).contains("443", "6443", "8443");
    }

    @Test
    void overlaysShareNoNamespace() {
        List<String> namespaces = Renderings.overlays().stream()
                .map(name -> Renderings.overlay(name).of("Namespace").get(0).name())
                .toList();

        assertThat(namespaces).doesNotHaveDuplicates();
        assertThat(Renderings.overlays()).allSatisfy(name -> {
            Manifests overlay = Renderings.overlay(name);
            String namespace = overlay.of("Namespace").get(0).name();
            assertThat(overlay.all())
                    .filteredOn(manifest -> !manifest.is("Namespace"))
                    .allSatisfy(manifest -> assertThat(manifest.namespace()).isEqualTo(namespace));
        });
    }

    @Test
    void aChangeOfSettingsIsAChangeOfTheNodes() {
        Manifests production = Renderings.overlay("production");
        Manifests malta = Renderings.overlay("jurisdiction-mt");

        assertThat(environmentOf(production)).matches("croupier-environment-[a-z0-9]{10}");
        assertThat(environmentOf(malta))
                .matches("croupier-environment-[a-z0-9]{10}")
                .isNotEqualTo(environmentOf(production));
    }

    private static String environmentOf(Manifests manifests) {
        return manifests
                .nodes()
                .spec()
                .at("/containers/0/envFrom/0/configMapRef/name")
                .asText();
    }

    private static Stream<DynamicTest> everyRule(String name, Manifests manifests) {
        return Arrays.stream(Rule.values())
                .map(rule -> DynamicTest.dynamicTest(
                        name + " " + rule,
                        () -> assertThat(rule.problems(manifests)).isEmpty()));
    }
}
