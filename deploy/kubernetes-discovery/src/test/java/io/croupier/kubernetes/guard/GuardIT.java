package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard against an API server with a StatefulSet controller and evictions behind it. */
class GuardIT {
    private static final Vitals SLOW = new Vitals(1000, 0, 2000, null);

    @TempDir
    Path directory;

    private Cell cell;
    private ActorSystem<Void> first;

    @BeforeEach
    void start() {
        cell = new Cell(directory, 3);
        first = cell.node();
        cell.awaitSteady();
    }

    @AfterEach
    void stop() {
        cell.close();
    }

    private List<String> youngestFirst() {
        List<String> names = new ArrayList<>(
                cell.pods.started().stream().map(pod -> pod.name()).toList());
        Collections.reverse(names);
        return names;
    }

    private int evict(String pod) {
        return cell.server.evict(pod);
    }

    @Test
    void rollsTheYoungestFirstAndOneAtATime() {
        List<String> order = youngestFirst();
        String revision = cell.kubernetes.apply(2);
        cell.awaitRolled();

        assertThat(cell.kubernetes.deleted()).isEqualTo(order);
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);
        RolloutStatus status = cell.status();
        assertThat(status.revision()).isEqualTo(revision);
        assertThat(status.pods())
                .hasSize(3)
                .allMatch(pod -> pod.current() && pod.member().equals("up"));
        assertThat(status.waitingFor()).isEmpty();
        assertThat(status.fault()).isNull();
        // Closed before the first pod went, and open again only after the last one was back.
        List<String> history = cell.kubernetes.history();
        List<String> sinceApply = history.subList(history.lastIndexOf("budget 0"), history.size());
        assertThat(sinceApply).first().isEqualTo("budget 0");
        assertThat(sinceApply).last().isEqualTo("budget 1");
        assertThat(sinceApply.subList(1, sinceApply.size() - 1)).noneMatch(line -> line.startsWith("budget"));
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).startsWith("deleted") && i + 1 < history.size()) {
                assertThat(history.get(i + 1))
                        .startsWith("made " + history.get(i).split(" ", -1)[1]);
                assertThat(history.get(i + 2))
                        .startsWith("ready " + history.get(i).split(" ", -1)[1]);
            }
        }
    }

    @Test
    void drainsTakeOneNodeAtATimeAndNoneWhileItIsFrozen() {
        assertThat(evict("croupier-0")).isEqualTo(201);
        cell.await("closed", () -> cell.kubernetes.maxUnavailable() == 0);
        cell.awaitSteady();
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);

        assertThat(cell.tell("t-1", Mode.FROZEN, false).fault()).isNull();
        assertThat(evict("croupier-1")).isEqualTo(429);
        assertThat(cell.await("frozen", status -> status.phase() == Phase.FROZEN)
                        .open())
                .isFalse();

        cell.tell("t-2", Mode.RUNNING, false);
        cell.awaitSteady();
        assertThat(evict("croupier-1")).isEqualTo(201);
    }

    @Test
    void aPausedRollOutGoesOnWhenItIsResumed() {
        cell.tell("t-1", Mode.PAUSED, false);
        cell.kubernetes.apply(2);
        RolloutStatus paused = cell.await("paused", status -> status.phase() == Phase.PAUSED && !status.open());

        assertThat(paused.by()).isEqualTo("olga");
        assertThat(paused.reason()).isEqualTo("match day");
        assertThat(paused.waitingFor()).anyMatch(line -> line.contains("an operator's resume"));
        assertThat(cell.kubernetes.deleted()).isEmpty();
        assertThat(evict("croupier-1")).isEqualTo(429);

        cell.tell("t-2", Mode.RUNNING, false);
        cell.awaitRolled();
        assertThat(cell.tell("t-1", Mode.PAUSED, false).status().mode())
                .as("the same request again, late")
                .isEqualTo(Mode.RUNNING);
    }

    @Test
    void pausesOnABrokenServiceLevelAndSaysWhyAndRollsBack() {
        String newest = youngestFirst().get(0);
        cell.kubernetes.apply(2);
        cell.await("one is new", () -> !cell.kubernetes.deleted().isEmpty());
        cell.says(newest, SLOW);
        RolloutStatus paused = cell.await("paused", status -> status.phase() == Phase.PAUSED);

        assertThat(paused.by()).isEqualTo("guard");
        assertThat(paused.reason()).contains("p95 of").contains("2000 ms");
        assertThat(paused.open()).isFalse();
        int gone = cell.kubernetes.deleted().size();
        assertThat(gone).isBetween(1, 2);

        // Back is forward with the old image and a higher number; the slow node goes first, although it is slow.
        cell.kubernetes.apply(3);
        assertThat(cell.tell("t-1", Mode.RUNNING, false).fault()).isNull();
        cell.await(
                "paused again",
                status -> status.mode() == Mode.PAUSED && status.by().equals("guard"));
        assertThat(cell.kubernetes.deleted()).hasSize(gone);
        cell.tell("t-2", Mode.RUNNING, true);
        cell.await("the slow one is gone", () -> cell.kubernetes.deleted().size() > gone);
        cell.says(newest, new Vitals(1000, 0, 20, null));
        cell.awaitRolled();
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);
        assertThat(cell.status().ignoreSlo()).isFalse();
    }

    @Test
    void aVersionThatDoesNotStartIsAwaitedAndRolledBack() {
        cell.pods.breakRevision("croupier-r2");
        cell.kubernetes.apply(2);
        cell.await(
                "one is broken", status -> status.waitingFor().stream().anyMatch(line -> line.contains("not ready")));
        assertThat(cell.kubernetes.deleted()).hasSize(1);

        cell.kubernetes.apply(3);
        cell.awaitRolled();
        assertThat(cell.kubernetes.deleted()).hasSize(4);
        assertThat(cell.kubernetes.deleted().get(1))
                .isEqualTo(cell.kubernetes.deleted().get(0));
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);
    }

    @Test
    void aLowerVersionIsNotRolled() {
        cell.kubernetes.apply(0);
        cell.await("refused", status -> status.waitingFor().stream().anyMatch(line -> line.contains("rollout=0")));

        assertThat(cell.kubernetes.deleted()).isEmpty();
        cell.kubernetes.apply(2);
        cell.awaitRolled();
    }

    @Test
    void goesOnAtAnotherNodeWhenItsOwnIsKilled() {
        cell.node();
        cell.kubernetes.apply(2);
        cell.await("mid-roll", () -> cell.kubernetes.deleted().size() == 1);
        cell.crash(first);

        cell.awaitRolled();
        assertThat(cell.kubernetes.deleted()).hasSize(3).doesNotHaveDuplicates();
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);
    }

    @Test
    void staysFrozenWhenItsOwnNodeIsKilled() {
        cell.node();
        cell.tell("t-1", Mode.FROZEN, false);
        cell.kubernetes.apply(2);
        cell.crash(first);
        RolloutStatus status = cell.await(
                "looked again",
                now -> now.phase() == Phase.FROZEN && now.revision().equals("croupier-r2"));

        assertThat(status.by()).isEqualTo("olga");
        assertThat(cell.kubernetes.deleted()).isEmpty();
        assertThat(cell.tell("t-2", Mode.RUNNING, false).fault()).isNull();
        cell.awaitRolled();
    }

    @Test
    void holdsWhileTheServerIsAwayAndGoesOnAfterwards() {
        cell.kubernetes.apply(2);
        cell.await("mid-roll", () -> cell.kubernetes.deleted().size() == 1);
        cell.server.goAway();
        RolloutStatus blind = cell.await("blind", status -> status.phase() == Phase.BLIND);

        assertThat(blind.fault()).isNotNull();
        assertThat(cell.kubernetes.maxUnavailable()).isZero();
        assertThat(cell.tell("t-1", Mode.PAUSED, false).fault()).isNotNull();
        assertThat(cell.kubernetes.deleted().size()).isBetween(1, 2);
        cell.server.comeBack();
        cell.awaitRolled();
        assertThat(cell.kubernetes.mostAway()).isEqualTo(1);
        assertThat(cell.kubernetes.deleted()).hasSize(3);
    }

    @Test
    void holdsWhileItsTokenIsNotTaken() {
        cell.server.expireTokens();
        RolloutStatus blind = cell.await("blind", status -> status.phase() == Phase.BLIND);
        assertThat(blind.fault()).contains("401");
        assertThat(cell.blind()).isTrue();

        cell.kubernetes.apply(2);
        assertThat(cell.kubernetes.maxUnavailable()).as("left as it was").isEqualTo(1);
        assertThat(cell.kubernetes.deleted()).isEmpty();
        cell.server.renew(cell.account, "guard");
        cell.awaitRolled();
        assertThat(cell.blind()).isFalse();
    }

    @Test
    void nothingGoesWhileAnythingIsUnreachable() {
        cell.unreachable("croupier-1");
        cell.await("closed", () -> cell.kubernetes.maxUnavailable() == 0);
        cell.kubernetes.apply(2);
        cell.await(
                "waits",
                status -> status.waitingFor().stream().anyMatch(line -> line.contains("unreachable"))
                        && status.phase() == Phase.ROLLING);
        assertThat(cell.kubernetes.deleted()).isEmpty();

        cell.unreachable("");
        cell.awaitRolled();
    }

    @Test
    void scalesWhileItLooksOn() {
        cell.kubernetes.scale(5);
        cell.await("five", status -> status.replicas() == 5 && status.phase() == Phase.STEADY && status.open());
        cell.kubernetes.apply(2);
        cell.awaitRolled();
        assertThat(cell.kubernetes.deleted()).hasSize(5).doesNotHaveDuplicates();
        cell.kubernetes.scale(4);
        cell.await("four", status -> status.replicas() == 4 && status.phase() == Phase.STEADY && status.open());
        assertThat(cell.kubernetes.deleted()).hasSize(5);
    }
}
