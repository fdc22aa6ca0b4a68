package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.api.StatefulSet;
import io.croupier.kubernetes.guard.Rollout.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules in worlds where anything happens at any time: guards die, patches are lost, pods are slow, operators interfere. */
class RolloutHistoriesTest {
    private static final int HISTORIES = 1_000;
    private static final int TROUBLED_SECONDS = 400;
    private static final int PATIENCE_SECONDS = 3_000;
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Rollout RULES = new Rollout(SETTLE, Duration.ofSeconds(10));

    @Test
    void neverTakeTwoAndAlwaysEndRolled() {
        int deletions = 0;
        int paused = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            World world = new World(seed);
            try {
                world.play();
            } catch (AssertionError error) {
                throw new AssertionError("seed=" + seed + " of RolloutHistoriesTest: " + error.getMessage(), error);
            }
            deletions += world.deletions;
            paused += world.pausedByItself;
        }
        // Or the histories would prove nothing.
        assertThat(deletions).isGreaterThan(3 * HISTORIES);
        assertThat(paused).isGreaterThan(HISTORIES / 20);
    }

    private static final class Node {
        final String name;
        final String uid;
        final String address;
        final String revision;
        final long rollout;
        final int born;
        int readyIn;
        int goneIn = -1;
        int unreadyFor;
        int unreachableFor;

        Node(int ordinal, int born, String revision, long rollout, int readyIn) {
            this.name = "croupier-" + ordinal;
            this.uid = name + "/" + born;
            this.address = "10.0." + born / 250 + "." + born % 250;
            this.revision = revision;
            this.rollout = rollout;
            this.born = born;
            this.readyIn = readyIn;
        }

        boolean member() {
            return readyIn == 0;
        }

        boolean ready() {
            return member() && unreadyFor == 0;
        }

        boolean leaving() {
            return goneIn >= 0;
        }

        boolean serves() {
            return ready() && !leaving() && unreachableFor == 0;
        }
    }

    /** A cell in virtual seconds. */
    private static final class World {
        final Random random;
        final List<Node> nodes = new ArrayList<>();
        final int replicas;
        Instant now = Situation.BEGIN;
        int born;
        String revision = "r1";
        long rollout = 1;
        boolean open = true;
        Standing standing = Standing.FIRST;
        Memory memory = Memory.NONE;
        int shardsMoveFor;
        int brokenFor;
        int deletions;
        int pausedByItself;
        int changes;
        boolean troubled = true;

        World(long seed) {
            random = new Random(seed);
            replicas = 1 + random.nextInt(5);
            for (int i = 0; i < replicas; i++) {
                nodes.add(new Node(i, born++, revision, rollout, 0));
            }
        }

        void play() {
            for (int second = 0; second < TROUBLED_SECONDS; second++) {
                happen();
                look();
                pass();
            }
            troubled = false;
            brokenFor = 0;
            // Whatever stands when the troubles end is rolled in the end, once nobody holds it.
            standing = standing.changed(new Change("end", Mode.RUNNING, "olga", "on", false), now);
            apply();
            int seconds = 0;
            while (!rolled()) {
                assertThat(seconds++)
                        .as("seconds without trouble, and not rolled yet")
                        .isLessThan(PATIENCE_SECONDS);
                look();
                pass();
            }
            for (int i = 0; i <= SETTLE.toSeconds() + 12; i++) {
                look();
                pass();
            }
            assertThat(open).as("the budget at the end").isTrue();
            assertThat(standing.chosen()).isNull();
        }

        boolean rolled() {
            return nodes.size() == replicas && nodes.stream().allMatch(node -> node.serves() && current(node));
        }

        boolean current(Node node) {
            return node.revision.equals(revision);
        }

        void happen() {
            Node any = nodes.isEmpty() ? null : nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(60)) {
                case 0 -> apply();
                case 1 -> memory = Memory.NONE;
                case 2 -> operator(Mode.RUNNING);
                case 3 -> operator(random.nextBoolean() ? Mode.PAUSED : Mode.FROZEN);
                case 4 -> operator(Mode.RUNNING);
                case 5 -> brokenFor = random.nextInt(20);
                case 6 -> shardsMoveFor = random.nextInt(8);
                case 7 -> {
                    if (any != null && any.member()) {
                        any.unreadyFor = random.nextInt(30);
                    }
                }
                case 8 -> {
                    if (any != null && any.member()) {
                        any.unreachableFor = random.nextInt(10);
                    }
                }
                case 9 -> {
                    if (any != null) {
                        evict(any);
                    }
                }
                case 10 -> {
                    if (any != null) {
                        nodes.remove(any);
                    }
                }
                default -> {
                    // Most seconds are quiet.
                }
            }
        }

        void apply() {
            rollout++;
            revision = "r" + rollout;
        }

        void operator(Mode mode) {
            boolean ignore = mode == Mode.RUNNING && random.nextInt(4) == 0;
            standing = standing.changed(new Change("t" + changes++, mode, "olga", "why", ignore), now);
        }

        /** As the API server and the budget's controller let a drain do it. */
        void evict(Node node) {
            long serving = nodes.stream().filter(Node::serves).count();
            boolean allowed = open && serving - replicas + 1 > 0;
            if (!node.leaving() && (allowed || !node.ready())) {
                node.goneIn = random.nextInt(20);
            }
        }

        void look() {
            if (troubled && random.nextInt(10) == 0) {
                memory = memory.forgotten();
                return; // the API server is away
            }
            Facts facts = facts();
            Memory before = memory;
            Decision decision = RULES.decide(before, facts);
            memory = decision.memory();
            if (decision.changes(facts)) {
                assertThat(decision.delete())
                        .as("changes and deletes in one decision")
                        .isNull();
                if (troubled && random.nextInt(5) == 0) {
                    memory = before;
                    return; // the patch is lost, or its object was changed meanwhile
                }
                checkBudget(decision);
                if (standing.mode() == Mode.RUNNING && decision.standing().mode() == Mode.PAUSED) {
                    pausedByItself++;
                }
                open = decision.open();
                standing = decision.standing();
            }
            Pod pod = decision.delete();
            if (pod != null && !(troubled && random.nextInt(5) == 0)) {
                delete(pod, facts);
            }
        }

        void checkBudget(Decision decision) {
            if (decision.open()) {
                assertThat(nodes).as("the budget is open").allMatch(node -> node.serves() && current(node));
                assertThat(nodes).hasSize(replicas);
                assertThat(decision.standing().mode()).isNotEqualTo(Mode.FROZEN);
                assertThat(shardsMoveFor).isZero();
                assertThat(brokenFor).isZero();
            }
        }

        void delete(Pod pod, Facts facts) {
            assertThat(standing.mode()).isEqualTo(Mode.RUNNING);
            assertThat(open).as("the budget, while a pod is deleted").isFalse();
            assertThat(nodes).hasSize(replicas);
            for (Node node : nodes) {
                if (node.uid.equals(pod.uid())) {
                    assertThat(current(node)).as("deletes what is new").isFalse();
                    assertThat(node.leaving()).isFalse();
                    assertThat(node.unreachableFor).isZero();
                    node.goneIn = random.nextInt(20);
                    deletions++;
                } else {
                    assertThat(node.serves())
                            .as("%s serves while %s goes", node.name, pod.name())
                            .isTrue();
                }
            }
            assertThat(shardsMoveFor).isZero();
            assertThat(brokenFor == 0 || standing.ignoreSlo()).isTrue();
            checkOrder(pod, facts);
            shardsMoveFor = random.nextInt(8);
        }

        /** What was chosen before stays chosen; else nobody younger is left, but for one that is not ready. */
        void checkOrder(Pod pod, Facts facts) {
            assertThat(facts.standing().chosen()).isEqualTo(new Standing.Chosen(pod.name(), pod.uid()));
        }

        void pass() {
            now = now.plusSeconds(1);
            shardsMoveFor = Math.max(0, shardsMoveFor - 1);
            brokenFor = Math.max(0, brokenFor - 1);
            for (Node node : List.copyOf(nodes)) {
                node.readyIn = Math.max(0, node.readyIn - 1);
                node.unreadyFor = Math.max(0, node.unreadyFor - 1);
                node.unreachableFor = Math.max(0, node.unreachableFor - 1);
                if (node.goneIn >= 0 && node.goneIn-- == 0) {
                    nodes.remove(node);
                }
            }
            for (int ordinal = 0; ordinal < replicas; ordinal++) {
                String name = "croupier-" + ordinal;
                if (nodes.stream().noneMatch(node -> node.name.equals(name))) {
                    nodes.add(new Node(ordinal, born++, revision, rollout, 1 + random.nextInt(20)));
                }
            }
        }

        Facts facts() {
            List<Pod> pods = new ArrayList<>();
            List<Member> members = new ArrayList<>();
            Map<String, Vitals> vitals = new HashMap<>();
            nodes.stream().sorted((one, other) -> one.born - other.born).forEach(node -> {
                pods.add(new Pod(
                        node.name, node.uid, node.address, node.revision, node.rollout, node.ready(), node.leaving()));
                if (node.member()) {
                    members.add(new Member(node.address, true, node.unreachableFor == 0, members.size()));
                    vitals.put(node.address, Situation.WELL);
                }
            });
            String own = members.isEmpty() ? "" : members.get(0).address();
            return new Facts(
                    now,
                    new StatefulSet("croupier", replicas, revision, rollout, true, true),
                    open,
                    standing,
                    pods,
                    new ClusterFacts(own, members, shardsMoveFor > 0 ? "moving" : "", vitals),
                    brokenFor > 0 ? Service.broken("slow") : Service.KEPT);
        }
    }
}
