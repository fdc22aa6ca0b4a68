package io.croupier.simulations.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.crowd.Tally.Count;
import io.croupier.simulations.load.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One who only watches: connects, subscribes, sends pings, checks that no stream has a gap, and comes back when it was cut.
 * All on the thread of the loop.
 */
final class Watcher implements WatchSocket.Listener {
    /** From the opening of the socket to the last {@code subscribed}; later the attempt has failed. */
    private static final long JOIN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Attempts in a row; one more and the watcher gives up. At the longest back-off that is more than ten minutes. */
    private static final int MAX_FAILURES = 150;

    private static final long LONGEST_RETRY_AFTER_S = 60;

    private static final long CONNECT_ID = 1;
    /** The first table's; the others' follow. */
    private static final long SUBSCRIBE_ID = 2;

    /** Where a watcher is. */
    private enum Phase {
        /** Will open a socket later: it is not due yet, or backs off. */
        WAITING,
        /** Has a socket, and not all of its streams. */
        JOINING,
        /** Is connected and subscribed. */
        WATCHING,
        /** Will not come again: sent away, or gave up. */
        GONE
    }

    /** Whether a watcher takes what is sent to it. */
    private enum Reading {
        AT_ONCE,
        NOT_AT_ALL,
        /** Reads again; what was sent before its ping is not all here yet. */
        CATCHING_UP
    }

    private final Wiring wiring;
    private final int number;
    private final String token;
    private final List<Table> tables;
    private final StreamPosition own = new StreamPosition();
    private final StreamPosition[] positions;
    private final Heartbeat heartbeat = new Heartbeat();

    private Phase phase = Phase.WAITING;
    private Reading reading = Reading.AT_ONCE;
    private @Nullable WatchSocket socket;
    private int failures;
    /** When it was to be here: the time at which it was due, or was lost. */
    private long missingSinceNanos;

    private boolean beenHere;
    private long joinByNanos;

    /** @param tables one to three */
    Watcher(Wiring wiring, int number, String token, List<Table> tables) {
        this.wiring = wiring;
        this.number = number;
        this.token = token;
        this.tables = tables;
        this.positions = new StreamPosition[tables.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = new StreamPosition();
        }
    }

    /** Comes for the first time. */
    void arrive(long dueNanos) {
        if (phase == Phase.WAITING) {
            missingSinceNanos = dueNanos;
            open();
        }
    }

    private void open() {
        if (phase == Phase.WAITING) {
            phase = Phase.JOINING;
            joinByNanos = System.nanoTime() + JOIN_LIMIT_NANOS;
            wiring.tally().add(Count.OPENED);
            WatchSocket opening = wiring.door().open(this);
            // Where no socket is to be had, the attempt has failed already.
            socket = phase == Phase.JOINING ? opening : null;
        }
    }

    @Override
    public void opened() {
        send(Requests.connect(CONNECT_ID, token, own));
        for (int i = 0; i < positions.length; i++) {
            subscribe(i);
        }
    }

    private void subscribe(int table) {
        send(Requests.subscribe(SUBSCRIBE_ID + table, tables.get(table).name(), positions[table]));
    }

    private void send(String json) {
        if (socket != null) {
            socket.send(json);
        }
    }

    @Override
    public void received(byte[] bytes, int length) {
        wiring.tally().add(Count.MESSAGES);
        wiring.tally().add(Count.BYTES, length);
        try {
            take(wiring.reader().read(bytes, length), bytes, length);
        } catch (IOException | RuntimeException unreadable) {
            fault("got " + new String(bytes, 0, length, StandardCharsets.UTF_8) + ": " + unreadable);
        }
    }

    private void take(Message message, byte[] bytes, int length) throws IOException {
        MessageType type = MessageType.of(message);
        switch (type) {
            case TABLE_STATE, UNKNOWN -> {
                // Conflated, or newer than this client: there is nothing to check.
            }
            case TABLE_EVENT -> tableEvent(message);
            case PONG -> pong(message);
            case CONNECTED -> connected(message);
            case SUBSCRIBED -> subscribed(message);
            case ERROR -> refusedRequest(MessageReader.tree(bytes, length));
            case RECONNECT -> wiring.tally().add(Count.ASKED_TO_LEAVE);
            default -> {
                wiring.tally().add(Count.PLAYER_EVENTS);
                own.next(message, false).ifPresent(fault -> fault("its own stream: " + fault));
            }
        }
    }

    private void tableEvent(Message message) {
        Operation delivery = wiring.latencies().delivery();
        if (delivery != null && reading == Reading.AT_ONCE) {
            long millis = wiring.clock().millis() - message.millis(Field.AT, wiring.times());
            delivery.took(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        int table = table(message);
        if (table < 0) {
            fault("got an event of " + message.text(Field.TABLE) + ", which it does not watch");
        } else {
            positions[table].next(message, true).ifPresent(fault -> fault(table, fault));
        }
        // Last: whoever sees that it came may read next what was wrong with it.
        wiring.tally().add(Count.EVENTS);
    }

    private int table(Message message) {
        for (int i = 0; i < positions.length; i++) {
            if (tables.get(i).isMeantBy(message)) {
                return i;
            }
        }
        return -1;
    }

    private void connected(Message message) throws IOException {
        long intervalMs = message.number(Field.PING_INTERVAL_MS);
        if (intervalMs > 0) {
            heartbeat.every(intervalMs);
        }
        begin(own, message, false, "its own stream");
    }

    private void subscribed(Message message) throws IOException {
        int table = table(message);
        if (table < 0) {
            fault("was subscribed to " + message.text(Field.TABLE) + ", which it did not ask for");
            return;
        }
        begin(positions[table], message, true, tables.get(table).name());
    }

    private void begin(StreamPosition position, Message message, boolean needsSnapshot, String stream)
            throws IOException {
        wiring.tally().add(count(position, message));
        // First the fault: whoever sees that all are here may read the faults next.
        position.begin(message, needsSnapshot).ifPresent(fault -> fault(stream + ": " + fault));
        if (phase == Phase.JOINING && isFollowingAll()) {
            joined();
        }
    }

    private static Count count(StreamPosition position, Message message) {
        if (position.isFollowing()) {
            return Count.ANEW;
        }
        if (message.flag(Field.RECOVERED)) {
            return Count.RECOVERED;
        }
        return position.isKnown() ? Count.RESTARTED : Count.STARTED;
    }

    private boolean isFollowingAll() {
        boolean all = own.isFollowing();
        for (StreamPosition position : positions) {
            all &= position.isFollowing();
        }
        return all;
    }

    private void joined() {
        long now = System.nanoTime();
        phase = Phase.WATCHING;
        joining().took(now - missingSinceNanos);
        beenHere = true;
        failures = 0;
        heartbeat.start(now, wiring.random());
        wiring.watching().incrementAndGet();
    }

    private Operation joining() {
        return beenHere ? wiring.latencies().reconnect() : wiring.latencies().connect();
    }

    /** A refused subscription that may be repeated is, within the time of the attempt; any other is a fault of the run. */
    private void refusedRequest(JsonNode error) {
        wiring.tally().add(Count.ERRORS);
        long table = error.path("id").asLong(0) - SUBSCRIBE_ID;
        if (table < 0 || table >= positions.length) {
            // What was wrong with the connection itself shows in the close code.
            return;
        }
        if (error.path("retryable").asBoolean()) {
            subscribeLater((int) table);
        } else {
            fault((int) table, "refused: " + error);
            wiring.tally().add(Count.GAVE_UP);
            sendAway();
        }
    }

    private void subscribeLater(int table) {
        WatchSocket asked = socket;
        long delayNanos = wiring.backOff().boundNanos(0) + wiring.backOff().delayNanos(1, wiring.random());
        var unused = wiring.loop()
                .schedule(
                        () -> {
                            if (socket == asked) {
                                subscribe(table);
                            }
                        },
                        delayNanos,
                        TimeUnit.NANOSECONDS);
    }

    /** To be called every now and then. */
    void tick(long now) {
        WatchSocket open = socket;
        if (open == null) {
            return;
        }
        if (phase == Phase.JOINING && now - joinByNanos > 0) {
            wiring.tally().add(Count.TIMED_OUT);
            open.cut();
        } else if (phase == Phase.WATCHING && heartbeat.isDue(now)) {
            ping(open, now);
        }
    }

    private void ping(WatchSocket open, long now) {
        if (heartbeat.hasMissed()) {
            wiring.tally().add(Count.PONGS_MISSED);
            wiring.latencies().ping().failed();
        }
        if (heartbeat.isDead()) {
            open.cut();
        } else {
            // Whoever does not read gets no pong; it still says that it is there, or it would be closed as silent.
            open.send(heartbeat.ping(now, reading == Reading.AT_ONCE));
        }
    }

    private void pong(Message message) {
        if (!heartbeat.isAnsweredBy(message)) {
            return;
        }
        if (reading == Reading.CATCHING_UP) {
            read(Reading.AT_ONCE);
            wiring.tally().add(Count.STALLED_RECOVERED);
        }
        long rtt = heartbeat.answered(System.nanoTime());
        if (rtt >= 0) {
            wiring.latencies().ping().took(rtt);
        }
    }

    /** Stops reading, if it watches. */
    void stall() {
        if (isReading() && socket != null) {
            read(Reading.NOT_AT_ALL);
            heartbeat.expectNothing();
            wiring.tally().add(Count.STALLED);
            socket.stall();
        }
    }

    /** Reads again, if it had stopped; what was sent before the pong of this ping is what it has to catch up with. */
    void readOn() {
        WatchSocket open = socket;
        if (reading == Reading.NOT_AT_ALL && open != null) {
            read(Reading.CATCHING_UP);
            ping(open, System.nanoTime());
            open.readOn();
        }
    }

    private void read(Reading next) {
        wiring.stalled().addAndGet((next == Reading.NOT_AT_ALL ? 1 : 0) - (reading == Reading.NOT_AT_ALL ? 1 : 0));
        reading = next;
    }

    /** Whether it watches, and takes what is sent to it. */
    boolean isReading() {
        return phase == Phase.WATCHING && reading == Reading.AT_ONCE;
    }

    /** Loses its connection, if it has one, as by a broken network; it will come back. */
    void cut() {
        if (socket != null) {
            socket.cut();
        }
    }

    @Override
    public void lost(int closeCode) {
        if (reading != Reading.AT_ONCE) {
            wiring.tally().add(closeCode == CloseCodes.SLOW ? Count.STALLED_CLOSED_SLOW : Count.STALLED_CUT);
        }
        gone();
        if (CloseCodes.comesBack(closeCode)) {
            comeBack(0);
        } else {
            giveUp();
        }
        wiring.tally().closed(closeCode);
    }

    @Override
    public void refused(int status, int retryAfterSeconds) {
        wiring.tally().add(Count.REFUSED);
        gone();
        if (status >= 500) {
            comeBack(TimeUnit.SECONDS.toNanos(Math.min(LONGEST_RETRY_AFTER_S, Math.max(0, retryAfterSeconds))));
        } else {
            fault("the upgrade was refused with HTTP " + status);
            giveUp();
        }
    }

    @Override
    public void broken(String how) {
        fault("the protocol was broken: " + how);
    }

    /** Forgets the connection; what is known of the streams stays. */
    private void gone() {
        socket = null;
        read(Reading.AT_ONCE);
        own.lost();
        for (StreamPosition position : positions) {
            position.lost();
        }
        if (phase == Phase.WATCHING) {
            wiring.watching().decrementAndGet();
            missingSinceNanos = System.nanoTime();
        } else if (phase == Phase.JOINING) {
            joining().failed();
        }
    }

    private void comeBack(long atLeastNanos) {
        if (failures >= MAX_FAILURES) {
            giveUp();
            return;
        }
        long delayNanos = wiring.backOff().delayNanos(failures, wiring.random());
        failures++;
        phase = Phase.WAITING;
        var unused = wiring.loop().schedule(this::open, Math.max(atLeastNanos, delayNanos), TimeUnit.NANOSECONDS);
    }

    private void giveUp() {
        wiring.tally().add(Count.GAVE_UP);
        end();
    }

    /** Leaves for good, and says so where it is connected. */
    void sendAway() {
        WatchSocket open = socket;
        if (phase == Phase.WATCHING) {
            wiring.watching().decrementAndGet();
        }
        socket = null;
        read(Reading.AT_ONCE);
        end();
        if (open != null) {
            open.leave();
        }
    }

    private void end() {
        if (phase != Phase.GONE) {
            phase = Phase.GONE;
            wiring.alive().decrementAndGet();
        }
    }

    private void fault(int table, String fault) {
        fault(tables.get(table).name() + ": " + fault);
    }

    private void fault(String fault) {
        wiring.faults().add("watcher " + number + ": " + fault);
    }
}
