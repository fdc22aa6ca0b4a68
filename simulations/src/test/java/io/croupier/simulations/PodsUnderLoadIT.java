package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.simulations.load.Measurements;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
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
    /** Long flights are over by then. */
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(4);

    private final HttpClient http = Casino.newHttpClient();
    private PodCell cell;
    private Casino casino;
    private Usher usher;
    private Journal journal;
    private int before;

    @BeforeAll
    void start(@TempDir Path home) {
        cell = new PodCell(home, PODS, Tables.STANDARD.config(Casino.CURRENCY, BETTING_WINDOW_MS, PAUSE_MS), http);
        cell.begin();
        cell.awaitOneCluster(PODS);
        casino = new Casino(http, cell.target(), Tables.STANDARD, PLAYERS, 11, Clock.systemUTC());
        usher = new Usher(casino, new Measurements(Duration.ZERO, System::nanoTime), new SplittableRandom(11));
        usher.start();
        journal = new Journal(cell.database()::connect);
        casino.dealer().start();
        casino.dealer().pause();
        cell.await("a seat for everyone", usher::allSeated);
    }

    @AfterAll
    void stop() {
        if (usher != null) {
            usher.close();
        }
        if (casino != null) {
            casino.close();
        }
        if (cell != null) {
            cell.say(String.join(", ", cell.kubernetes().history()));
            cell.close();
        }
    }

    private void play() {
        before = accepted();
        casino.dealer().resume();
        casino.bettors().play(false);
        moreBets("bets before it");
    }

    private int accepted() {
        return Math.toIntExact(
                casino.history().stories().stream().filter(BetStory::accepted).count());
    }

    private void moreBets(String when) {
        int now = accepted();
        cell.await(when, () -> accepted() > now + PLAYERS);
    }

    /** Players still bet; then all has ended as it must. */
    @AfterEach
    void judge(TestInfo test) {
        moreBets("bets after it");
        ClusterJudge.Verdict verdict =
                new ClusterJudge(casino, usher, journal, QUIET_LIMIT).judge(List.of(), List.of());
        cell.say(test.getDisplayName() + ": " + (accepted() - before) + " bets accepted, " + verdict.asked()
                + " asked for again, rejected " + casino.history().rejections());
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
        play();
        roll(2, () -> true);
        moreBets("bets on the new revision");
        roll(3, () -> true);
    }

    @Test
    @Order(2)
    void rollsOnAfterTheServerWasAwayForAMinute() {
        play();
        roll(4, () -> {
            cell.server().goAway();
            int gone = cell.kubernetes().deleted().size();
            int bets = accepted();
            long over = System.nanoTime() + AWAY.toNanos();
            // One that was decided on before may still arrive; nothing is decided while the server is away.
            cell.await("a minute is over", () -> System.nanoTime() > over);
            assertThat(cell.kubernetes().deleted()).hasSize(gone);
            assertThat(cell.kubernetes().maxUnavailable()).isZero();
            assertThat(accepted()).as("bets meanwhile").isGreaterThan(bets);
            cell.say((accepted() - bets) + " bets while the API server was away");
            cell.server().comeBack();
            return true;
        });
    }

    @Test
    @Order(3)
    void rollsOnWithTheNextTokenAfterOneHasExpired() {
        play();
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
        play();
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
        play();
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
