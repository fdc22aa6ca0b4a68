package io.croupier.simulations.domain;

import io.croupier.wallet.codec.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An entity with a journal, as Akka would run it: one message at a time, what comes during a write waits, what is in memory is
 * gone after a crash, and then the state is read back from the journal's bytes. It may crash before a write, between the write
 * and what follows from it, and after each message that it sends.
 *
 * @param <S> the state
 * @param <E> what the journal holds
 */
abstract class Node<S, E> {
    private static final int BEFORE_WRITE = 10;
    private static final int AFTER_WRITE = 11;
    private static final int AFTER_SEND = 12;
    private static final int WRITE_TIME = 13;
    private static final int DOWN_TIME = 14;
    private static final int BY_ITSELF = 15;

    final World world;
    final String id;
    final List<byte[]> journal = new ArrayList<>();
    S state;

    private final EventCodec<E> codec;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Map<Object, Integer> timers = new HashMap<>();
    private boolean running = true;
    private boolean writing;
    private long downUntilMs;
    private int life;
    private int timerNumbers;
    private int writes;
    private int sends;
    private int events;
    private final List<E> read = new ArrayList<>();
    private @Nullable S told;

    Node(World world, String id, EventCodec<E> codec, S empty) {
        this.world = world;
        this.id = id;
        this.codec = codec;
        this.state = empty;
    }

    abstract S empty();

    /** The state after an event, which is stored as these bytes. */
    abstract S apply(S before, E event, byte[] bytes);

    abstract void handle(Letter letter);

    /** The journal was read; what was in memory is gone. */
    abstract void recovered();

    /** The state as it is read back after a crash. */
    S replayed() {
        return told();
    }

    /** What the journal says now: each event is read from its bytes, once. */
    final S told() {
        while (read.size() < journal.size()) {
            byte[] bytes = journal.get(read.size());
            E event = codec.decode(bytes);
            told = apply(told == null ? empty() : told, event, bytes);
            read.add(event);
        }
        return told == null ? empty() : told;
    }

    final List<E> events() {
        told();
        return read;
    }

    byte[] encoded(E event) {
        return codec.encode(event);
    }

    boolean down() {
        return !running && world.timeline.nowMs() < downUntilMs;
    }

    Instant now() {
        return world.now();
    }

    /** A dead entity is started by what is sent to it, as soon as there is a place where it can run. */
    final void receive(Letter letter) {
        if (down()) {
            return;
        }
        if (!running) {
            recover();
        }
        inTurn(() -> handle(letter));
    }

    private void inTurn(Runnable work) {
        if (writing) {
            waiting.add(work);
        } else {
            work.run();
        }
    }

    final void send(String to, Message message) {
        send(to, 0, message);
    }

    final void send(String to, long tag, Message message) {
        if (!running) {
            return;
        }
        world.send(new Letter(id, to, tag, message));
        crashHere(AFTER_SEND, sends++, world.weather.crashAfterSend(), () -> "after sending " + message);
    }

    /** A message to itself, behind those that are there already. */
    final void self(Runnable work) {
        int mine = life;
        world.timeline.after(0, () -> {
            if (life == mine) {
                inTurn(work);
            }
        });
    }

    /** One timer for each key; starting it again puts it off. */
    final void timer(Object key, Duration in, Runnable work) {
        timer(key, in, false, work);
    }

    final void backgroundTimer(Object key, Duration in, Runnable work) {
        timer(key, in, true, work);
    }

    private void timer(Object key, Duration in, boolean background, Runnable work) {
        if (!running) {
            return;
        }
        int number = ++timerNumbers;
        timers.put(key, number);
        Runnable due = () -> {
            if (Integer.valueOf(number).equals(timers.get(key))) {
                timers.remove(key);
                inTurn(work);
            }
        };
        if (background) {
            world.timeline.inBackground(in.toMillis(), due);
        } else {
            world.timeline.after(in.toMillis(), due);
        }
    }

    final boolean timerActive(Object key) {
        return timers.containsKey(key);
    }

    final void cancel(Object key) {
        timers.remove(key);
    }

    /** Stores these events in one write; then does what follows from them. */
    final void persist(List<? extends E> added, Consumer<S> then) {
        if (!running) {
            return;
        }
        int number = writes++;
        int crash = world.weather.crash();
        if (crashHere(BEFORE_WRITE, number, crash, () -> "before storing " + added)) {
            return;
        }
        writing = true;
        int mine = life;
        int takes = world.choices.between(WRITE_TIME, id.hashCode(), number, 1, 4);
        world.timeline.after(takes, () -> {
            if (life != mine) {
                return;
            }
            added.forEach(this::store);
            if (crashHere(AFTER_WRITE, number, crash, () -> "after storing " + added)) {
                return;
            }
            writing = false;
            then.accept(state);
            while (running && !writing && !waiting.isEmpty()) {
                waiting.remove().run();
            }
        });
    }

    private void store(E event) {
        byte[] bytes = encoded(event);
        state = apply(state, event, bytes);
        if (world.machines.stores(id, events++)) {
            journal.add(bytes);
        }
        world.stored(this, event, bytes);
        stored(event);
    }

    /** Looks on while an event is stored; what must hold at any time is checked here. */
    void stored(E event) {}

    private boolean crashHere(int salt, int number, int perMille, Supplier<String> where) {
        if (running
                && world.choices.fault(
                        salt, id.hashCode(), number, perMille, () -> "crash of " + id + " " + where.get())) {
            crash();
        }
        return !running;
    }

    /** Ends this life; half of the entities come back by themselves, the others when they are needed. */
    final void crash() {
        if (!running) {
            return;
        }
        world.trace(() -> "crash of " + id);
        running = false;
        writing = false;
        life++;
        waiting.clear();
        timers.clear();
        int down = world.choices.between(DOWN_TIME, id.hashCode(), life, 5, 2_500);
        downUntilMs = world.timeline.nowMs() + down;
        if (world.choices.between(BY_ITSELF, id.hashCode(), life, 0, 1) == 0) {
            int mine = life;
            world.timeline.after(down, () -> {
                if (life == mine && !running) {
                    recover();
                }
            });
        }
    }

    private void recover() {
        state = replayed();
        running = true;
        world.trace(() -> id + " recovers");
        recovered();
    }
}
