package io.croupier.edge;

import akka.actor.typed.RecipientRef;
import io.croupier.edge.EdgeCounters.Count;
import io.croupier.edge.auth.Identity;
import io.croupier.edge.auth.InvalidToken;
import io.croupier.edge.auth.TokenVerifier;
import io.croupier.edge.auth.Verified;
import io.croupier.edge.websocket.CloseCode;
import io.croupier.round.BookEntity;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Game;
import io.croupier.round.game.Games;
import io.croupier.round.game.Selection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is said over one socket, from {@code connect} on: who the player is, which tables are watched, which requests wait
 * for their answer. Runs inside the {@link Session}; knows nothing of frames and writes.
 */
final class Conversation {
    private static final Duration LONGEST_WAIT = Duration.ofHours(12);
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    /** What a conversation shares with the others of its node. */
    record Wiring(
            EdgeSettings settings,
            Upstream upstream,
            akka.actor.typed.ActorRef<Tables.Command> tables,
            Function<String, Optional<TableTerms>> directory,
            TokenVerifier verifier,
            Clock clock,
            LongSupplier nanos,
            EdgeCounters counters) {}

    /** What a conversation wakes itself up for. */
    sealed interface Alarm {}

    /** {@code connect} did not come in time. */
    record ConnectLate() implements Alarm {}

    /** The player's stream did not answer in time. */
    record AttachLate() implements Alarm {}

    /** The token may have ended. */
    record TokenEnds() implements Alarm {}

    /** Time to renew the lease and to look whether everyone is alive. */
    record Tick() implements Alarm {}

    /** The player's bets for a table's snapshot did not come in time. */
    record BetsLate(String table) implements Alarm {}

    private enum Phase {
        AWAITING_CONNECT,
        CONNECTING,
        LIVE,
        OVER
    }

    private record Asked(@Nullable String id, long deadlineNanos) {}

    private final Wiring wiring;
    private final EdgeSettings.SessionLimits limits;
    private final Wire wire;
    private final String sessionId;
    private final TokenBucket rate;
    private final TokenBucket strikes;
    private final Subscriptions subscriptions;
    private final Map<Long, Asked> asked = new LinkedHashMap<>();

    private Phase phase = Phase.AWAITING_CONNECT;
    private @Nullable String connectId;
    private String playerId = "";
    private Instant tokenExpiresAt = Instant.MAX;
    private String epoch = "";
    private long lastRequest;
    private long heardNanos;
    private long streamHeardNanos;

    Conversation(Wiring wiring, Wire wire, String sessionId) {
        this.wiring = wiring;
        this.limits = wiring.settings().session();
        this.wire = wire;
        this.sessionId = sessionId;
        long now = wiring.nanos().getAsLong();
        this.rate = new TokenBucket(limits.messageRate(), limits.messageBurst(), now);
        this.strikes = new TokenBucket(1, limits.maxStrikes(), now);
        this.subscriptions = new Subscriptions(wiring.tables(), wire, limits, wiring.clock());
        this.heardNanos = now;
        wire.wake(Phase.CONNECTING, new ConnectLate(), limits.connectTimeout());
    }

    /** Whether messages must wait: the stream has not welcomed the session yet. */
    boolean isHolding() {
        return phase == Phase.CONNECTING;
    }

    String playerId() {
        return playerId;
    }

    /** A control frame came; false where there are too many to answer. */
    boolean onControl() {
        heardNanos = wiring.nanos().getAsLong();
        if (rate.take(heardNanos)) {
            return true;
        }
        wiring.counters().add(Count.RATE_LIMITED);
        strike();
        return false;
    }

    void onText(String text) {
        heardNanos = wiring.nanos().getAsLong();
        wiring.counters().add(Count.MESSAGES_IN);
        boolean inTime = rate.take(heardNanos);
        try {
            ClientMessage message = ClientMessages.parse(text);
            if (!inTime) {
                wiring.counters().add(Count.RATE_LIMITED);
                error(message.id(), "rate_limited", "too many messages", true, null);
                strike();
            } else if (message instanceof ClientMessage.Connect connect) {
                onConnect(connect);
            } else if (phase != Phase.LIVE) {
                error(message.id(), "not_connected", "the first message must be connect", false, null);
                wire.close(CloseCode.UNAUTHORIZED, "not_connected");
            } else {
                onCommand(message);
            }
        } catch (ClientMessages.BadMessage e) {
            wiring.counters().add(Count.BAD_MESSAGES);
            error(e.id, inTime ? e.code : "rate_limited", e.rule(), !inTime, e.field);
            if (phase == Phase.LIVE) {
                strike();
            } else {
                wire.close(CloseCode.BAD_REQUEST, e.code);
            }
        }
    }

    private void strike() {
        if (!strikes.take(wiring.nanos().getAsLong())) {
            wire.close(CloseCode.BAD_REQUEST, "too many messages that could not be taken");
        }
    }

    private void onConnect(ClientMessage.Connect connect) {
        if (phase != Phase.AWAITING_CONNECT) {
            error(connect.id(), "already_connected", "connect is sent once", false, null);
            strike();
            return;
        }
        Verified verified = verify(connect.id(), connect.token());
        if (verified == null) {
            return;
        }
        phase = Phase.CONNECTING;
        connectId = connect.id();
        playerId = verified.identity().id();
        tokenExpiresAt = verified.expiresAt();
        wire.wake(Phase.CONNECTING, new AttachLate(), limits.streamLostAfter());
        ClientMessage.Position recover = connect.recover();
        stream()
                .tell(new PlayerStream.Attach(
                        wire.self().narrow(),
                        recover == null ? null : recover.epoch(),
                        recover == null ? 0 : recover.offset()));
    }

    private @Nullable Verified verify(@Nullable String id, String token) {
        String code;
        String message;
        try {
            Verified verified = wiring.verifier().verify(token);
            if (verified.identity() instanceof Identity.Player) {
                return verified;
            }
            code = "not_a_player";
            message = "the token is not a player's";
        } catch (InvalidToken e) {
            code = e.code();
            message = String.valueOf(e.getMessage());
        }
        wiring.counters().add(Count.TOKENS_REFUSED);
        error(id, code, message, false, "token");
        if (phase != Phase.LIVE) {
            wire.close(CloseCode.UNAUTHORIZED, code);
        } else {
            strike();
        }
        return null;
    }

    private void onCommand(ClientMessage message) {
        if (message instanceof ClientMessage.PlaceBets place) {
            onPlaceBets(place);
        } else if (message instanceof ClientMessage.CashOut cashOut) {
            onCashOut(cashOut);
        } else if (message instanceof ClientMessage.Ping ping) {
            Long rtt = ping.rttMs();
            if (rtt != null) {
                wiring.counters().add(Count.ROUND_TRIP_MS_SUM, rtt);
                wiring.counters().add(Count.ROUND_TRIPS);
            }
            wire.send(Json.text(Json.message("pong", ping.id())
                    .put("serverTime", Json.time(wiring.clock().instant()))));
        } else if (message instanceof ClientMessage.Subscribe subscribe) {
            onSubscribe(subscribe);
        } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            subscriptions.remove(unsubscribe.table());
            wire.send(Json.text(Json.message("unsubscribed", unsubscribe.id()).put("table", unsubscribe.table())));
        } else if (message instanceof ClientMessage.Refresh refresh) {
            onRefresh(refresh);
        }
    }

    private void onSubscribe(ClientMessage.Subscribe subscribe) {
        if (wiring.directory().apply(subscribe.table()).isEmpty()) {
            error(subscribe.id(), "unknown_table", "there is no such table", false, "table");
        } else if (subscriptions.isUnderWay(subscribe.table())) {
            error(subscribe.id(), "subscribe_under_way", "an earlier subscribe is not answered yet", true, "table");
        } else if (!subscriptions.add(subscribe)) {
            error(
                    subscribe.id(),
                    "too_many_subscriptions",
                    "at most " + limits.maxSubscriptions() + " tables",
                    false,
                    "table");
        }
    }

    private void onPlaceBets(ClientMessage.PlaceBets place) {
        if (isFull(place.id(), place.bets().size())) {
            return;
        }
        TableTerms terms = wiring.directory().apply(place.table()).orElse(null);
        Game game = terms == null ? null : Games.find(terms.game()).orElse(null);
        List<PlayerStream.Request> requests = new ArrayList<>();
        for (ClientMessage.Bet bet : place.bets()) {
            long request = ask(place.id());
            if (terms == null || game == null) {
                requests.add(new PlayerStream.Refusal(
                        request, false, bet.betId(), place.table(), place.roundId(), "unknown_table", "table"));
                continue;
            }
            try {
                Selection selection = game.parseSelection(bet.selection());
                String roundId = terms.internalRoundId(place.roundId());
                requests.add(new PlayerStream.BetRequest(
                        request,
                        BookEntity.id(roundId, playerId, terms.books()),
                        bet.betId(),
                        place.table(),
                        roundId,
                        selection,
                        bet.stakeMinor(),
                        terms.currency(),
                        bet.freeBetId()));
            } catch (Game.InvalidField e) {
                requests.add(new PlayerStream.Refusal(
                        request,
                        false,
                        bet.betId(),
                        place.table(),
                        place.roundId(),
                        "invalid_selection",
                        "selection." + e.field()));
            }
        }
        stream().tell(new PlayerStream.Submit(wire.self().narrow(), List.copyOf(requests)));
    }

    private void onCashOut(ClientMessage.CashOut cashOut) {
        if (isFull(cashOut.id(), 1)) {
            return;
        }
        long request = ask(cashOut.id());
        TableTerms terms = wiring.directory().apply(cashOut.table()).orElse(null);
        PlayerStream.Request asking;
        if (terms == null) {
            asking = new PlayerStream.Refusal(
                    request, true, cashOut.betId(), cashOut.table(), cashOut.roundId(), "unknown_table", "table");
        } else {
            String roundId = terms.internalRoundId(cashOut.roundId());
            asking = new PlayerStream.CashOutRequest(
                    request,
                    BookEntity.id(roundId, playerId, terms.books()),
                    cashOut.betId(),
                    cashOut.table(),
                    roundId);
        }
        stream().tell(new PlayerStream.Submit(wire.self().narrow(), List.of(asking)));
    }

    /** The stream answers each request or refuses it; so many unanswered ones mean that it does not. */
    private boolean isFull(@Nullable String id, int more) {
        if (asked.size() + more <= 2 * wiring.settings().stream().maxPending()) {
            return false;
        }
        error(id, "rate_limited", "too many requests wait for their answers", true, null);
        return true;
    }

    private long ask(@Nullable String id) {
        long deadline = wiring.nanos().getAsLong()
                + wiring.settings().stream().answerTimeout().plus(ANSWER_GRACE).toNanos();
        asked.put(++lastRequest, new Asked(id, deadline));
        return lastRequest;
    }

    private void onRefresh(ClientMessage.Refresh refresh) {
        Verified verified = verify(refresh.id(), refresh.token());
        if (verified == null) {
            return;
        }
        if (!verified.identity().id().equals(playerId)) {
            error(refresh.id(), "another_player", "the token is another player's", false, "token");
            strike();
            return;
        }
        tokenExpiresAt = verified.expiresAt();
        awaitTokenEnd();
        wire.send(Json.text(Json.message("refreshed", refresh.id()).put("tokenExpiresAt", Json.time(tokenExpiresAt))));
    }

    void onStream(StreamMessage message) {
        streamHeardNanos = wiring.nanos().getAsLong();
        if (message instanceof StreamMessage.Delivered delivered) {
            Asked request = delivered.request() == 0 ? null : asked.remove(delivered.request());
            wire.send(Json.withId(delivered.json(), request == null ? null : request.id()));
        } else if (message instanceof StreamMessage.Renewed renewed) {
            if (phase == Phase.LIVE && !renewed.epoch().equals(epoch)) {
                wire.close(CloseCode.INSUFFICIENT_STATE, "the player's stream began anew");
            }
        } else if (message instanceof StreamMessage.Attached attached) {
            onAttached(attached);
        } else if (message instanceof StreamMessage.TooManySessions) {
            error(connectId, "too_many_connections", "the player has too many sessions", false, null);
            wire.close(CloseCode.TOO_MANY_CONNECTIONS, "too_many_connections");
        } else if (message instanceof StreamMessage.BetsFound found) {
            subscriptions.onBets(found);
        }
    }

    private void onAttached(StreamMessage.Attached attached) {
        if (phase != Phase.CONNECTING) {
            return;
        }
        phase = Phase.LIVE;
        epoch = attached.epoch();
        wire.cancel(Phase.CONNECTING);
        subscriptions.begin(playerId, stream());
        wiring.counters().add(Count.SESSIONS_CONNECTED);
        wiring.counters().add(attached.recovered() ? Count.STREAMS_RECOVERED : Count.STREAMS_NOT_RECOVERED);
        wire.send(SessionJson.connected(
                connectId,
                sessionId,
                playerId,
                wiring.clock().instant(),
                limits.pingInterval().toMillis(),
                tokenExpiresAt,
                attached));
        awaitTokenEnd();
        wire.wake(Phase.LIVE, new Tick(), limits.leaseInterval());
    }

    void onTable(TableMessage message) {
        if (phase == Phase.LIVE) {
            subscriptions.onTable(message);
        }
    }

    void onAlarm(Alarm alarm) {
        if (alarm instanceof Tick) {
            onTick();
        } else if (alarm instanceof BetsLate late) {
            subscriptions.onBets(new StreamMessage.BetsFound(late.table(), null, null));
        } else if (alarm instanceof TokenEnds) {
            if (wiring.clock().instant().isBefore(tokenExpiresAt)) {
                awaitTokenEnd();
            } else {
                wire.close(CloseCode.TOKEN_EXPIRED, "token_expired");
            }
        } else if (alarm instanceof ConnectLate) {
            wire.close(CloseCode.CONNECT_TIMEOUT, "no connect came");
        } else if (alarm instanceof AttachLate) {
            wire.close(CloseCode.INSUFFICIENT_STATE, "the player's stream does not answer");
        }
    }

    private void onTick() {
        long now = wiring.nanos().getAsLong();
        if (now - heardNanos > limits.silence().toNanos()) {
            wiring.counters().add(Count.CLOSED_SILENT);
            wire.close(CloseCode.SILENT, "nothing was heard");
            return;
        }
        boolean unanswered =
                !asked.isEmpty() && asked.values().iterator().next().deadlineNanos() - now < 0;
        if (unanswered || now - streamHeardNanos > limits.streamLostAfter().toNanos()) {
            wire.close(CloseCode.INSUFFICIENT_STATE, "the player's stream does not answer");
            return;
        }
        stream().tell(new PlayerStream.Renew(wire.self().narrow()));
        wire.wake(Phase.LIVE, new Tick(), limits.leaseInterval());
    }

    private void awaitTokenEnd() {
        Duration left = Duration.between(wiring.clock().instant(), tokenExpiresAt);
        Duration wait = left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
        wire.wake("token", new TokenEnds(), wait.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : wait);
    }

    /** The socket closes: let go of the player's stream and of the tables. */
    void end() {
        if (phase == Phase.CONNECTING || phase == Phase.LIVE) {
            subscriptions.removeAll();
            stream().tell(new PlayerStream.Detach(wire.self().narrow()));
        }
        phase = Phase.OVER;
        wire.cancel(Phase.CONNECTING);
        wire.cancel(Phase.LIVE);
        wire.cancel("token");
    }

    private RecipientRef<PlayerStream.Command> stream() {
        return wiring.upstream().streams().apply(playerId);
    }

    private void error(@Nullable String id, String code, String message, boolean retryable, @Nullable String field) {
        wire.send(SessionJson.error(id, code, message, retryable, field));
    }
}
