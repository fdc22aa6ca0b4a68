package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.fake.FakeCell;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators and the world do to a cell on Kubernetes while players bet through its one address. After each of it every bet
 * and every cent is judged.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodsUnderLoadIT {
    private static final int PODS = 3;
    private static final int PLAYERS = 8;
    private static final int BETTING_WINDOW_MS = 1_500;
    private static final int PAUSE_MS = 300;
    private static final Duration AWAY = Duration.ofMinutes(1);

    private final HttpClient http = Casino.newHttpClient();
    private PodCell cell;
    private ClusterPlay play;
    private int before;

    @BeforeAll
    void start(@TempDir Path home) {
        cell = new PodCell(home, PODS, ClusterPlay.config(BETTING_WINDOW_MS, PAUSE_MS), http);
        cell.begin();
        cell.awaitOneCluster(PODS);
        var journal = new Journal(cell.database()::connect);
        play = new ClusterPlay(cell.target(), journal, http, PLAYERS, new SplittableRandom(11));
        play.seatEveryone();
        play.casino().dealer().pause();
    }

    @AfterAll
    void stop() {
        if (play != null) {
            play.close();
        }
        if (cell != null) {
            cell.say(String.join(", ", cell.kubernetes().history()));
            cell.close();
        }
    }

    private void begin() {
        before = play.accepted();
        play.casino().dealer().resume();
        play.casino().bettors().play(false);
        moreBets("bets before it");
    }

    private void moreBets(String when) {
        int now = play.accepted();
        cell.await(when, () -> play.accepted() > now + PLAYERS);
    }

    /** Players still bet; then all has ended as it must. */
    @AfterEach
    void judge(TestInfo test) {
        moreBets("bets after it");
        ClusterJudge.Verdict verdict = play.judge(List.of(), List.of());
        cell.say(test.getDisplayName() + ": " + (play.accepted() - before) + " bets accepted, " + verdict.asked()
                + " asked for again, rejected " + play.casino().history().rejections());
        assertThat(verdict.differences()).isEmpty();
        assertThat(cell.pods().unorderly()).isEmpty();
    }

    private void roll(long rollout, BooleanSupplier meanwhile) {
        Set<String> old = cell.addresses();
        int gone = cell.kubernetes().deleted().size();
        cell.await("the budget opens", () -> cell.kubernetes().maxUnavailable() == 1);
        cell.kubernetes().apply(rollout);
        cell.await("the first goes", () -> cell.kubernetes().deleted().size() > gone);
        assertThat(meanwhile.getAsBoolean()).isTrue();
        cell.await("all are of roll-out " + rollout, cell.kubernetes()::rolled);
        cell.awaitOneCluster(PODS);
        assertThat(cell.kubernetes().deleted().subList(gone, gone + PODS)).doesNotHaveDuplicates();
        assertThat(cell.kubernetes().deleted()).hasSize(gone + PODS);
        assertThat(cell.addresses()).doesNotContainAnyElementsOf(old);
        assertThat(cell.kubernetes().mostAway()).isEqualTo(1);
    }

    @Test
    @Order(1)
    void rollsToANewRevisionAndBack() {
        begin();
        roll(2, () -> true);
        moreBets("bets on the new revision");
        roll(3, () -> true);
    }

    @Test
    @Order(2)
    void rollsOnAfterTheServerWasAwayForAMinute() {
        begin();
        roll(4, () -> {
            cell.server().goAway();
            int gone = cell.kubernetes().deleted().size();
            int bets = play.accepted();
            long over = System.nanoTime() + AWAY.toNanos();
            // One that was decided on before may still arrive; nothing is decided while the server is away.
            cell.await("a minute is over", () -> System.nanoTime() > over);
            assertThat(cell.kubernetes().deleted()).hasSize(gone);
            assertThat(cell.kubernetes().maxUnavailable()).isZero();
            assertThat(play.accepted()).as("bets meanwhile").isGreaterThan(bets);
            cell.say((play.accepted() - bets) + " bets while the API server was away");
            cell.server().comeBack();
            return true;
        });
    }

    @Test
    @Order(3)
    void rollsOnWithTheNextTokenAfterOneHasExpired() {
        begin();
        roll(5, () -> {
            int gone = cell.kubernetes().deleted().size();
            cell.server().expireTokens();
            long turnedAway = turnedAway();
            cell.await("the guard is turned away", () -> turnedAway() > turnedAway + 2);
            assertThat(cell.kubernetes().deleted()).hasSize(gone);
            cell.pods().renewTokens();
            return true;
        });
    }

    private long turnedAway() {
        return cell.server().asked().stream()
                .filter(line -> line.startsWith("nobody ") && line.endsWith(" 401"))
                .count();
    }

    @Test
    @Order(4)
    void aLostMachinesPodComesBackElsewhereAndAKilledJvmWhereItWas() {
        begin();
        String lost = cell.pods().addressOf("croupier-2");
        cell.loseMachines(List.of("croupier-2"));
        cell.awaitOneCluster(PODS);
        assertThat(cell.addresses()).doesNotContain(lost);

        Set<String> addresses = cell.addresses();
        int restarts = cell.restarts();
        cell.pods().crash("croupier-0");
        cell.await("it is started again", () -> cell.restarts() == restarts + 1);
        cell.awaitOneCluster(PODS);
        assertThat(cell.addresses()).isEqualTo(addresses);
    }

    @Test
    @Order(5)
    void growsToFiveAndShrinksToThree() {
        begin();
        cell.kubernetes().scale(5);
        cell.awaitOneCluster(5);
        moreBets("bets on five pods");
        // One step at a time, as the admission policy has it.
        for (int pods = 4; pods >= PODS; pods--) {
            cell.kubernetes().scale(pods);
            cell.awaitOneCluster(pods);
        }
        assertThat(cell.pods().all())
                .extracting(pod -> pod.spec().name())
                .containsExactlyInAnyOrder(FakeCell.NAME + "-0", FakeCell.NAME + "-1", FakeCell.NAME + "-2");
    }
}
