package io.croupier.simulations.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that exists in one history: the time, the network, the entities, and who asks them for something. */
final class World {
    static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final int DROP = 1;
    private static final int DOUBLE = 2;
    private static final int SLOW = 3;
    private static final int SECOND = 20;
    private static final int MAX_LINES = 2_000;

    final Choices choices;
    final Weather weather;
    final Machines machines;
    final Timeline timeline = new Timeline();
    final Vault vault;
    final List<String> lines = new ArrayList<>();
    private final boolean tracing;
    private final Map<String, Node<?, ?>> nodes = new LinkedHashMap<>();
    private final Map<String, Asker> askers = new HashMap<>();
    private final Map<Integer, int[]> sent = new HashMap<>();
    private long digest;

    World(Choices choices, Weather weather, Machines machines, long seed, boolean tracing) {
        this.choices = choices;
        this.weather = weather;
        this.machines = machines;
        this.vault = new Vault(seed);
        this.tracing = tracing;
    }

    /** Who is told the answers to what it has asked. */
    interface Asker {
        void answered(long tag, Message message);
    }

    Instant now() {
        return START.plusMillis(timeline.nowMs());
    }

    Collection<Node<?, ?>> nodes() {
        return nodes.values();
    }

    void ask(String address, Asker asker) {
        askers.put(address, asker);
    }

    /** What two runs of the same seed must have in common: every delivery and every stored byte, in order. */
    long digest() {
        return digest;
    }

    void stored(Node<?, ?> node, Object event, byte[] bytes) {
        digest = Choices.mix(digest * 31 + Arrays.hashCode(bytes) + timeline.nowMs());
        trace(() -> node.id + " stores " + event);
    }

    void trace(Supplier<String> line) {
        if (tracing && lines.size() < MAX_LINES) {
            lines.add(String.format(java.util.Locale.ROOT, "%8d ms  %s", timeline.nowMs(), line.get()));
        }
    }

    /** Sends a letter over a network that loses, doubles and delays. */
    void send(Letter letter) {
        int link = letter.from().hashCode() * 31 + letter.to().hashCode();
        int number = sent.computeIfAbsent(link, l -> new int[1])[0]++;
        if (choices.fault(DROP, link, number, weather.drop(), () -> "lost: " + letter)) {
            trace(() -> "lost: " + letter);
            return;
        }
        carry(letter, link, number, 0);
        if (choices.fault(DOUBLE, link, number, weather.doubled(), () -> "doubled: " + letter)) {
            carry(letter, link, number, SECOND);
        }
    }

    private void carry(Letter letter, int link, int number, int copy) {
        int delay = choices.between(SLOW + copy, link, number, 1, 15);
        if (choices.fault(SLOW + copy, link, number, weather.slow(), () -> "slow: " + letter)) {
            delay += choices.between(SLOW + copy + 1, link, number, 100, 6_000);
        }
        timeline.after(delay, () -> arrive(letter));
    }

    private void arrive(Letter letter) {
        digest = Choices.mix(
                digest * 31 + letter.from().hashCode() * 17L + letter.to().hashCode() + timeline.nowMs());
        Asker asker = askers.get(letter.to());
        if (asker != null) {
            trace(() -> letter.toString());
            asker.answered(letter.tag(), letter.message());
            return;
        }
        Node<?, ?> node = node(letter.to());
        if (node != null) {
            trace(() -> (node.down() ? "to nobody: " : "") + letter);
            node.receive(letter);
        }
    }

    /** An entity; it exists as soon as something is sent to it. */
    @Nullable Node<?, ?> node(String id) {
        Node<?, ?> known = nodes.get(id);
        if (known == null) {
            known = switch (id.charAt(0)) {
                case 'w' -> new WalletNode(this, id);
                case 'b' -> new BookNode(this, id);
                case 'r' -> new RoundNode(this, id);
                case 't' -> new TableNode(this, id);
                default -> null;
            };
            if (known != null) {
                nodes.put(id, known);
            }
        }
        return known;
    }

    @Nullable BookNode book(String roundId, int index) {
        return (BookNode) nodes.get(BookNode.id(roundId, index));
    }

    @Nullable RoundNode round(String roundId) {
        return (RoundNode) nodes.get(RoundNode.id(roundId));
    }

    @Nullable TableNode table(String tableId) {
        return (TableNode) nodes.get(TableNode.id(tableId));
    }
}
