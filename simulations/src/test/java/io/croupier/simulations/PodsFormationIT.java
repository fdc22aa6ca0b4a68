package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.fake.FakeCell;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the API server tells the pods of one cell about each other, and whenever: they are one cluster or none, and never two. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodsFormationIT {
    private static final int PODS = 3;
    /** Several times as many questions as a decision takes. */
    private static final int QUESTIONS = 15;

    private final HttpClient http = Casino.newHttpClient();
    private PodCell cell;

    @BeforeAll
    void make(@TempDir Path home) {
        // A pod that finds nobody gives up and is started again: sooner than in other cells, so that it happens here.
        cell = new PodCell(home, PODS, "croupier.node.join-timeout = 90 s\n", http);
    }

    @AfterAll
    void stop() {
        if (cell != null) {
            cell.say(String.join(", ", cell.kubernetes().history()));
            cell.close();
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(ordinal -> FakeCell.NAME + "-" + ordinal)
                .toList();
    }

    private void assertNoCluster(String why) {
        assertThat(cell.views()).as(why).hasSize(PODS).containsOnly(PodCell.View.NONE);
        cell.say("no cluster: " + why);
    }

    @Test
    @Order(1)
    void noneBeginsWhileTheServerIsAwayOrTakesNoToken() {
        cell.server().goAway();
        cell.begin();
        cell.await(
                "all answer",
                () -> cell.addresses().size() == PODS
                        && cell.addresses().stream().allMatch(cell::answers));
        cell.await("one has given up and is started again", () -> cell.restarts() > 0);
        assertNoCluster("the API server is away");

        cell.server().expireTokens();
        cell.server().comeBack();
        cell.await(
                "they are turned away",
                () -> cell.server().asked().stream()
                                .filter("nobody GET pods 401"::equals)
                                .count()
                        >= 2 * PODS);
        assertNoCluster("their tokens have expired");
    }

    @Test
    @Order(2)
    void noneBeginsWhileEachSeesAnotherPairAndAllTogetherAreOne() {
        IntStream.range(0, PODS).forEach(pod -> cell.sees(PODS, pod, pod, (pod + 1) % PODS));
        cell.pods().renewTokens();
        cell.awaitQuestions(names(0, PODS), QUESTIONS);
        assertNoCluster("each sees itself and the next");

        IntStream.range(0, PODS).forEach(pod -> cell.sees(PODS, pod, 0, 1, 2));
        cell.awaitOneCluster(PODS);
    }

    @Test
    @Order(3)
    void allMachinesLostAtOnceComeBackElsewhereAsOneCluster() {
        Set<String> before = cell.addresses();
        cell.loseMachines(names(0, PODS));
        cell.awaitOneCluster(PODS);
        assertThat(cell.addresses()).doesNotContainAnyElementsOf(before);
    }

    @Test
    @Order(4)
    void asManyNewPodsAsMayBeginAClusterBeginNoneWhereTheOldOnesAreHidden() {
        Set<String> old = cell.addresses();
        for (int pod = PODS; pod < 2 * PODS; pod++) {
            cell.sees(2 * PODS, pod, 3, 4, 5);
        }
        cell.kubernetes().scale(2 * PODS);
        cell.awaitQuestions(names(PODS, 2 * PODS), QUESTIONS);
        for (String address : cell.addresses()) {
            assertThat(cell.viewOf(address).up())
                    .as("seen by " + address + ", the old ones are " + old)
                    .isEqualTo(old.contains(address) ? old : Set.of());
        }
        cell.say("three new pods that see only themselves begin nothing");

        for (int pod = PODS; pod < 2 * PODS; pod++) {
            cell.sees(2 * PODS, pod, 0, 1, 2, 3, 4, 5);
        }
        cell.awaitOneCluster(2 * PODS);
        assertThat(new Journal(cell.database()::connect).faults()).isEmpty();
    }
}
