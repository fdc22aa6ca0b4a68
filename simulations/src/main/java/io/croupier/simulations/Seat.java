package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket of a player. It writes everything about bets into the history, watches that the tables' streams and
 * the player's own have no gap, and completes the caller's future by the message's {@code id}.
 */
final class Seat implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private record Stream(String epoch, long offset) {}

    /** What an answer belongs to; the bet id is empty for anything but bets. */
    private record Question(long id, String betId) {}

    private final String playerId;
    private final History history;
    private final @Nullable Floor floor;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Question, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final Set<Long> probes = ConcurrentHashMap.newKeySet();
    private final Map<String, Stream> streams = new HashMap<>();
    private final Map<String, JsonNode> snapshots = new HashMap<>();
    private final OwnStream own;
    private final LiveSocket socket;

    /**
     * Opens a socket, connects and subscribes; throws where the program refuses.
     *
     * @param floor is told of the tables, null where another seat does that
     */
    Seat(HttpClient http, URI live, Player player, List<String> tables, History history, @Nullable Floor floor) {
        this.playerId = player.playerId();
        this.history = history;
        this.floor = floor;
        this.own = new OwnStream(player.left());
        this.socket = LiveSocket.open(http, live, this::received);
        socket.whenClosed(this::gone);
        answerOf(ask(own.recovering(Json.object().put("type", "connect").put("token", player.token()))), "connected");
        for (String table : tables) {
            JsonNode subscribed =
                    answerOf(ask(Json.object().put("type", "subscribe").put("table", table)), "subscribed");
            snapshots.put(table, subscribed.path("snapshot"));
        }
    }

    /** The table as it was when this seat subscribed to it. */
    JsonNode snapshot(String table) {
        return snapshots.getOrDefault(table, Json.object());
    }

    /** How far the player's own stream was followed here. */
    OwnStream.@Nullable Place place() {
        return own.place();
    }

    /** Sends a bet, for the first time or again; the future has its answer. */
    CompletableFuture<JsonNode> place(Placed bet) {
        history.sent(bet);
        ObjectNode message = content(bet).put("type", "place_bet").put("table", bet.table());
        return ask(message.put("roundId", bet.roundId()), bet.betId());
    }

    /** Sends bets of one table and round in one message. */
    void placeAll(List<Placed> bets) {
        long id = ids.incrementAndGet();
        Placed first = bets.get(0);
        ObjectNode message = Json.object()
                .put("type", "place_bets")
                .put("id", id)
                .put("table", first.table())
                .put("roundId", first.roundId());
        var array = message.putArray("bets");
        for (Placed bet : bets) {
            history.sent(bet);
            array.add(content(bet));
            open.put(new Question(id, bet.betId()), new CompletableFuture<>());
        }
        socket.send(message);
    }

    /** Sends a bet that is not to be written into the history: another content under a known id. */
    CompletableFuture<JsonNode> probe(Placed bet) {
        long id = ids.incrementAndGet();
        probes.add(id);
        ObjectNode message = content(bet).put("type", "place_bet").put("table", bet.table());
        return ask(id, message.put("roundId", bet.roundId()), bet.betId());
    }

    CompletableFuture<JsonNode> cashOut(Placed bet) {
        history.cashOutSent(bet.key());
        ObjectNode message = Json.object().put("type", "cash_out").put("betId", bet.betId());
        return ask(message.put("table", bet.table()).put("roundId", bet.roundId()), bet.betId());
    }

    /** Says that this player is there: a seat that is silent for long is closed. */
    CompletableFuture<JsonNode> ping() {
        return ask(Json.object().put("type", "ping"));
    }

    CompletableFuture<JsonNode> ask(ObjectNode message) {
        return ask(message, "");
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    private static ObjectNode content(Placed bet) {
        ObjectNode content = Json.object().put("betId", bet.betId());
        content.set("selection", bet.selection());
        return content.put("stakeMinor", bet.stakeMinor());
    }

    private CompletableFuture<JsonNode> ask(ObjectNode message, String betId) {
        return ask(ids.incrementAndGet(), message, betId);
    }

    private CompletableFuture<JsonNode> ask(long id, ObjectNode message, String betId) {
        var answer = new CompletableFuture<JsonNode>();
        open.put(new Question(id, betId), answer);
        if (isOpen()) {
            socket.send(message.put("id", id));
        } else {
            open.remove(new Question(id, betId));
            answer.completeExceptionally(new SimulationException("the socket is closed"));
        }
        return answer;
    }

    /** Waits for an answer; one of another type is an exception that shows it. */
    static JsonNode answerOf(CompletableFuture<JsonNode> asked, String... types) {
        try {
            JsonNode answer = asked.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (types.length > 0 && !List.of(types).contains(Json.text(answer, "type"))) {
                throw new SimulationException("expected one of " + List.of(types) + ", got " + answer);
            }
            return answer;
        } catch (ExecutionException e) {
            throw new SimulationException("no answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new SimulationException("no answer within " + ANSWER_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    private void received(JsonNode message) {
        try {
            take(message);
        } catch (RuntimeException unreadable) {
            history.protocolFault(playerId + " got " + message + ": " + unreadable);
        }
    }

    private void take(JsonNode message) {
        Long id = Json.number(message, "id");
        switch (Json.text(message, "type")) {
            case "connected" -> {
                own.begin(message).ifPresent(this::ownFault);
                // Missed by the seat before this one, and part of the bets' stories all the same.
                message.path("events").forEach(event -> history.message(playerId, event));
            }
            case "subscribed" ->
                streams.put(
                        Json.text(message, "table"),
                        new Stream(Json.text(message, "epoch"), Json.required(message, "offset")));
            case "table_event" -> {
                follow(message);
                if (floor != null) {
                    floor.event(message);
                }
            }
            case "table_state" -> {
                if (floor != null) {
                    floor.state(message);
                }
            }
            case "error" -> refused(id, message);
            default -> {
                if (OwnStream.isEvent(message)) {
                    own.next(message).ifPresent(this::ownFault);
                }
                if (id == null || !probes.contains(id)) {
                    history.message(playerId, message);
                }
            }
        }
        if (id != null) {
            complete(id, message);
        }
    }

    private void complete(long id, JsonNode message) {
        var answer = open.remove(new Question(id, Json.text(message, "betId")));
        if (answer == null) {
            answer = open.remove(new Question(id, ""));
        }
        if (answer != null) {
            answer.complete(message);
        }
    }

    /** An error answers all the bets of the message that it names. */
    private void refused(@Nullable Long id, JsonNode message) {
        if (id == null) {
            return;
        }
        for (Question question : List.copyOf(open.keySet())) {
            if (question.id() == id && !question.betId().isEmpty()) {
                if (!probes.contains(id)) {
                    history.refusedOutright(new Placed.Key(playerId, question.betId()), message);
                }
                var answer = open.remove(question);
                if (answer != null) {
                    answer.complete(message);
                }
            }
        }
    }

    private void follow(JsonNode message) {
        String table = Json.text(message, "table");
        var next = new Stream(Json.text(message, "epoch"), Json.required(message, "offset"));
        Stream last = streams.put(table, next);
        if (last != null && last.epoch().equals(next.epoch()) && next.offset() != last.offset() + 1) {
            history.protocolFault(playerId + ": the stream of " + table + " went from " + last + " to " + next);
        }
    }

    private void ownFault(String fault) {
        history.protocolFault(playerId + ": its own stream " + fault);
    }

    private void gone(int closeCode) {
        for (Question question : List.copyOf(open.keySet())) {
            var answer = open.remove(question);
            if (answer != null) {
                answer.completeExceptionally(new SimulationException("the socket closed with " + closeCode));
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
