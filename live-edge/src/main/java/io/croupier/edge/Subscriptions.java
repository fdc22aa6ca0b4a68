package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.RecipientRef;
import akka.util.ByteString;
import io.croupier.round.BookEntity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that one session watches. A snapshot needs the player's bets, which come from elsewhere: until they are here
 * the table's events are held back, within bounds, so that nothing overtakes the snapshot.
 */
final class Subscriptions {
    private static final int MAX_HELD = 256;

    private final ActorRef<Tables.Command> tables;
    private final Wire wire;
    private final EdgeSettings.SessionLimits limits;
    private final Clock clock;
    private final Map<String, Subscription> byTable = new HashMap<>();
    private String playerId = "";
    private @Nullable RecipientRef<PlayerStream.Command> stream;
    private long lastAsk;

    /** One table; waits for the fan-out while {@code ask} is not 0, and for bets while {@code snapshot} is here. */
    private static final class Subscription {
        private @Nullable String id;
        private long ask;
        private TableMessage.@Nullable Subscribed snapshot;
        private final List<ByteString> held = new ArrayList<>();
        private @Nullable ByteString heldState;
    }

    Subscriptions(ActorRef<Tables.Command> tables, Wire wire, EdgeSettings.SessionLimits limits, Clock clock) {
        this.tables = tables;
        this.wire = wire;
        this.limits = limits;
        this.clock = clock;
    }

    void begin(String player, RecipientRef<PlayerStream.Command> playersStream) {
        playerId = player;
        stream = playersStream;
    }

    /** Whether an earlier subscribe of this table has not been answered. */
    boolean isUnderWay(String table) {
        Subscription subscription = byTable.get(table);
        return subscription != null && (subscription.ask != 0 || subscription.snapshot != null);
    }

    /** Asks for a table, anew where it is watched already; false where there would be too many. */
    boolean add(ClientMessage.Subscribe subscribe) {
        if (!byTable.containsKey(subscribe.table()) && byTable.size() >= limits.maxSubscriptions()) {
            return false;
        }
        Subscription subscription = new Subscription();
        subscription.id = subscribe.id();
        subscription.ask = ++lastAsk;
        byTable.put(subscribe.table(), subscription);
        tables.tell(
                new Tables.Subscribe(subscribe.table(), wire.self().narrow(), subscription.ask, subscribe.recover()));
        return true;
    }

    void remove(String table) {
        if (byTable.remove(table) != null) {
            wire.forgetState(table);
            wire.cancel(key(table));
            tables.tell(new Tables.Unsubscribe(table, wire.self().narrow()));
        }
    }

    void removeAll() {
        List.copyOf(byTable.keySet()).forEach(this::remove);
    }

    void onTable(TableMessage message) {
        Subscription subscription = byTable.get(message.table());
        if (subscription == null) {
            return;
        }
        if (message instanceof TableMessage.Event event) {
            if (subscription.snapshot != null) {
                hold(subscription, event);
            } else if (subscription.ask == 0) {
                wire.sendEvent(event.table(), event.frame());
            }
        } else if (message instanceof TableMessage.State state) {
            if (subscription.snapshot != null) {
                subscription.heldState = state.frame();
            } else if (subscription.ask == 0) {
                wire.sendState(state.table(), state.frame());
            }
        } else if (message instanceof TableMessage.Subscribed subscribed) {
            if (subscribed.ask() == subscription.ask || (subscribed.ask() == 0 && subscription.ask == 0)) {
                onSubscribed(subscription, subscribed);
            }
        } else if (message instanceof TableMessage.Refused refused && refused.ask() == subscription.ask) {
            byTable.remove(refused.table());
            wire.send(SessionJson.error(
                    subscription.id, refused.code(), refused.message(), refused.retryable(), "table"));
        }
    }

    private void onSubscribed(Subscription subscription, TableMessage.Subscribed subscribed) {
        subscription.ask = 0;
        subscription.held.clear();
        subscription.heldState = subscribed.state();
        subscription.snapshot = subscribed;
        wire.forgetState(subscribed.table());
        if (subscribed.snapshot() == null || stream == null) {
            finish(subscription, null, null);
            return;
        }
        String roundId = subscribed.roundId();
        String bookId = roundId == null ? null : BookEntity.id(roundId, playerId, subscribed.books());
        stream.tell(new PlayerStream.FindBets(wire.self().narrow(), subscribed.table(), bookId));
        wire.wake(key(subscribed.table()), new Conversation.BetsLate(subscribed.table()), limits.snapshotTimeout());
    }

    private void hold(Subscription subscription, TableMessage.Event event) {
        subscription.held.add(event.frame());
        subscription.heldState = null;
        if (subscription.held.size() > MAX_HELD) {
            finish(subscription, null, null);
        }
    }

    void onBets(StreamMessage.BetsFound found) {
        Subscription subscription = byTable.get(found.table());
        if (subscription != null && subscription.snapshot != null) {
            finish(subscription, found.open(), found.settled());
        }
    }

    private void finish(Subscription subscription, @Nullable String openBets, @Nullable String settledBets) {
        TableMessage.Subscribed subscribed = subscription.snapshot;
        if (subscribed == null) {
            return;
        }
        subscription.snapshot = null;
        wire.cancel(key(subscribed.table()));
        wire.send(SessionJson.subscribed(subscription.id, subscribed, clock.instant(), openBets, settledBets));
        subscription.id = null;
        subscription.held.forEach(frame -> wire.sendEvent(subscribed.table(), frame));
        subscription.held.clear();
        ByteString state = subscription.heldState;
        if (state != null) {
            wire.sendState(subscribed.table(), state);
        }
        subscription.heldState = null;
    }

    private static Object key(String table) {
        return "bets-" + table;
    }
}
