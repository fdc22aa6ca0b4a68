package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admission policies let in what the overlays make, and nothing that they are there to stop. */
@ExtendWith(KubectlInstalled.class)
class PoliciesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectNode NOTHING = JSON.createObjectNode();

    private static final Manifests PRODUCTION = Renderings.overlay("production");

    @Test
    void denyInEveryNamespaceOfCroupier() {
        Manifests cluster = Renderings.cluster();

        assertThat(cluster.of("ValidatingAdmissionPolicy")).hasSize(4).allSatisfy(policy -> {
            Manifest binding = cluster.find("ValidatingAdmissionPolicyBinding", policy.name())
                    .orElseThrow();
            assertThat(policy.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
            assertThat(binding.at("/spec/policyName").asText()).isEqualTo(policy.name());
            assertThat(binding.at("/spec/validationActions")).hasToString("[\"Deny\"]");
            assertThat(binding.at("/spec/matchResources/namespaceSelector/matchLabels"))
                    .hasToString("{\"app.kubernetes.io/part-of\":\"croupier\"}");
        });
        assertThat(Renderings.overlays())
                .allSatisfy(name -> assertThat(Renderings.overlay(name)
                                .of("Namespace")
                                .get(0)
                                .labels()
                                .path("app.kubernetes.io/part-of")
                                .asText())
                        .isEqualTo("croupier"));
    }

    @Nested
    class ScaleDown {
        private final Policy policy = Policy.named("croupier-scale-down");

        @Test
        void isAskedHoweverItIsDone() {
            assertThat(policy.isAskedAbout("apps", "statefulsets", "UPDATE")).isTrue();
            assertThat(policy.isAskedAbout("apps", "statefulsets/scale", "UPDATE"))
                    .isTrue();
        }

        @Test
        void goesOneStepAtATime() {
            assertThat(policy.refusals(replicas("5"), replicas("4"))).isEmpty();
            assertThat(policy.refusals(replicas("5"), replicas("3"))).hasSize(1);
        }

        @Test
        void leavesEverythingElseAlone() {
            assertThat(policy.refusals(replicas("5"), replicas("5"))).isEmpty();
            assertThat(policy.refusals(replicas("3"), replicas("9"))).isEmpty();
        }

        @Test
        void knowsThatNothingSaidIsZero() {
            assertThat(policy.refusals(replicas("1"), spec("{}"))).isEmpty();
            assertThat(policy.refusals(replicas("2"), spec("{}"))).hasSize(1);
            assertThat(policy.refusals(spec("{}"), replicas("5"))).isEmpty();
        }

        private JsonNode replicas(String number) {
            return spec("{\"replicas\":" + number + "}");
        }

        private JsonNode spec(String json) {
            return set("/spec", json).apply(JSON.createObjectNode());
        }
    }

    @Nested
    class Pods {
        private final Policy policy = Policy.named("croupier-pods");

        @Test
        void letsInWhatTheOverlaysMake() {
            assertThat(policy.isAskedAbout("", "pods", "CREATE")).isTrue();
            for (String overlay : Renderings.overlays()) {
                assertThat(Renderings.overlay(overlay).pods())
                        .allSatisfy(template -> assertThat(policy.refusals(NOTHING, template.template()))
                                .isEmpty());
            }
        }

        @Test
        void refusesPrivilegeAndPodsThatDoNotSayWhatTheyNeed() {
            assertThat(refused(set("/spec/containers/0/securityContext/privileged", "true")))
                    .containsExactly("no container is privileged");
            assertThat(refused(remove("/spec/containers/0/resources/limits/memory")))
                    .singleElement()
                    .asString()
                    .contains("memory limit");
            assertThat(refused(remove("/spec/containers/0/resources/limits")))
                    .singleElement()
                    .asString()
                    .contains("memory limit");
            assertThat(refused(remove("/spec/containers/0/resources"))).hasSize(2);
            assertThat(refused(remove("/spec/containers/0/resources/requests/cpu")))
                    .singleElement()
                    .asString()
                    .contains("requests CPU");
        }

        @Test
        void looksAtInitContainersToo() {
            assertThat(refused(set("/spec/initContainers", "[{\"name\":\"x\",\"image\":\"x\"}]")))
                    .hasSize(2);
        }

        private List<String> refused(UnaryOperator<ObjectNode> change) {
            return policy.refusals(NOTHING, change.apply(node()));
        }
    }

    @Nested
    class Images {
        private final Policy policy = Policy.named("croupier-images");

        @Test
        void areNamedByTheirDigest() {
            assertThat(policy.refusals(NOTHING, node())).isEmpty();
            assertThat(refused(set("/spec/containers/0/image", "\"croupier:1.0\"")))
                    .hasSize(1);
            assertThat(refused(set("/spec/initContainers", "[{\"name\":\"x\",\"image\":\"x\"}]")))
                    .hasSize(1);
        }

        @Test
        void areLookedAtWhenSomebodyDebugsToo() {
            assertThat(policy.isAskedAbout("", "pods/ephemeralcontainers", "UPDATE"))
                    .isTrue();
            assertThat(refused(set("/spec/ephemeralContainers", "[{\"name\":\"x\",\"image\":\"busybox\"}]")))
                    .hasSize(1);
        }

        private List<String> refused(UnaryOperator<ObjectNode> change) {
            return policy.refusals(NOTHING, change.apply(node()));
        }
    }

    @Nested
    class Probes {
        private final Policy policy = Policy.named("croupier-probes");

        @Test
        void areAskedOfWhatRunsForLong() {
            assertThat(policy.isAskedAbout("apps", "statefulsets", "CREATE")).isTrue();
            assertThat(policy.isAskedAbout("apps", "deployments", "UPDATE")).isTrue();
            assertThat(policy.isAskedAbout("batch", "cronjobs", "CREATE")).isFalse();
        }

        @Test
        void areReadinessAndLiveness() {
            ObjectNode nodes = PRODUCTION.nodes().owner().tree().deepCopy();

            assertThat(policy.refusals(NOTHING, nodes)).isEmpty();
            assertThat(policy.refusals(
                            NOTHING,
                            remove("/spec/template/spec/containers/0/livenessProbe")
                                    .apply(nodes)))
                    .hasSize(1);
        }
    }

    private static ObjectNode node() {
        return PRODUCTION.nodes().template().deepCopy();
    }
}
