package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.fake.FakeCell;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three pods of the packaged program that start at once, on an empty database, and do not see each other at first: one cluster,
 * which the availability guard rolls and which replaces a lost machine while money is paid in. {@link PodsFormationIT} and {@link
 * PodsUnderLoadIT} have the rest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodsIT {
    private static final int PODS = 3;
    /** Several times as many questions as a decision takes. */
    private static final int QUESTIONS = 10;

    private static final List<String> NAMES = IntStream.range(0, PODS)
            .mapToObj(ordinal -> FakeCell.NAME + "-" + ordinal)
            .toList();

    private final HttpClient http = Casino.newHttpClient();
    private PodCell cell;
    private PodDeposits deposits;

    @BeforeAll
    void make(@TempDir Path home) {
        cell = new PodCell(home, PODS, "", http);
        deposits = new PodDeposits(cell, http);
    }

    @AfterAll
    void stop() {
        if (deposits != null) {
            deposits.close();
        }
        if (cell != null) {
            cell.say(String.join(", ", cell.kubernetes().history()));
            cell.close();
        }
    }

    @Test
    @Order(1)
    void podsThatSeeTooFewBeginNoClusterAndAllTogetherOne() {
        IntStream.range(0, PODS).forEach(pod -> cell.sees(PODS, pod, pod));
        cell.begin();
        cell.awaitQuestions(NAMES, QUESTIONS);
        assertThat(cell.views()).as("each sees itself alone").hasSize(PODS).containsOnly(PodCell.View.NONE);

        cell.sees(PODS, 0, 0, 1);
        cell.sees(PODS, 1, 0, 1);
        cell.awaitQuestions(NAMES, QUESTIONS);
        assertThat(cell.views()).as("two see each other").hasSize(PODS).containsOnly(PodCell.View.NONE);
        assertThat(cell.pods().serving()).isEmpty();

        IntStream.range(0, PODS).forEach(pod -> cell.sees(PODS, pod, 0, 1, 2));
        cell.awaitOneCluster(PODS);
    }

    @Test
    @Order(2)
    void moneyThatOnePodTakesIsSeenByEach() {
        deposits.open();
        List<Api> doors = cell.addresses().stream()
                .map(address -> new Api(http, cell.api(address), Clock.systemUTC()))
                .toList();
        deposits.deposit(doors.get(0), 0, "one");
        for (Api door : doors) {
            assertThat(deposits.balance(door, 0)).isEqualTo(PodDeposits.OPENING_MINOR + PodDeposits.DEPOSIT_MINOR);
        }
    }

    @Test
    @Order(3)
    void theGuardRollsThemOneByOneAndNoMoneyIsLost() {
        Set<String> before = cell.addresses();
        String oldest = cell.views().get(0).oldest();
        String last = cell.pods().all().stream()
                .filter(pod -> pod.address().equals(oldest))
                .map(pod -> pod.spec().name())
                .findFirst()
                .orElseThrow();
        deposits.start();
        cell.await("the budget opens", () -> cell.kubernetes().maxUnavailable() == 1);
        int paid = deposits.acknowledged();

        cell.kubernetes().apply(2);
        cell.await("all are new", cell.kubernetes()::rolled);
        cell.awaitOneCluster(PODS);

        assertThat(cell.kubernetes().deleted()).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(cell.kubernetes().deleted().get(PODS - 1)).as("the oldest").isEqualTo(last);
        assertThat(cell.kubernetes().mostAway()).isEqualTo(1);
        assertThat(cell.addresses()).doesNotContainAnyElementsOf(before);
        assertThat(cell.pods().unorderly()).isEmpty();
        assertThat(deposits.acknowledged()).isGreaterThan(paid + PODS);
    }

    @Test
    @Order(4)
    void aLostMachinesPodComesBackElsewhere() {
        Set<String> before = cell.addresses();
        String lost = cell.pods().addressOf("croupier-1");
        cell.loseMachines(List.of("croupier-1"));
        cell.awaitOneCluster(PODS);
        assertThat(cell.addresses()).doesNotContain(lost).hasSize(PODS);
        assertThat(cell.addresses()).filteredOn(before::contains).hasSize(PODS - 1);

        int back = deposits.acknowledged();
        cell.await("a deposit after the return", () -> deposits.acknowledged() > back);
        assertThat(deposits.faults()).as("what is wrong with the money").isEmpty();
        assertThat(new Journal(cell.database()::connect).faults()).isEmpty();
    }
}
