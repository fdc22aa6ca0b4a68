package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.domain.BetKey;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A book's calls to wallets: so many in flight, the others in line, sent again with a growing pause until answered.
 *
 * <p>An answer names its transaction but not its player, and bet ids are unique per player only. So each call in flight has a
 * child actor of its own, which knows what the answer is to. It lives until the call is done: an answer that is lost on its
 * last step, in the full stash of a busy book, comes again. Not for concurrent use.
 */
final class WalletCalls implements BookWallets.Calls {
    /** What a wallet is asked about a bet. */
    enum Kind {
        DEBIT,
        RESOLVE,
        ROLLBACK,
        CREDIT,
        DECLINE
    }

    /**
     * @param number tells the declines of one bet apart, and its credits by the result's version; 0 for the other kinds, of which a
     *     bet has one at a time
     */
    record CallId(Kind kind, BetKey bet, long number) {
        CallId(Kind kind, BetKey bet) {
            this(kind, bet, 0);
        }
    }

    private record Waiting(CallId id, Transaction transaction, Instant notBefore) {}

    private static final class Call {
        final CallId id;
        final Transaction transaction;
        final ActorRef<Answer> relay;
        int attempts;
        Instant sendAgainAt = Instant.MIN;

        Call(CallId id, Transaction transaction, ActorRef<Answer> relay) {
            this.id = id;
            this.transaction = transaction;
            this.relay = relay;
        }
    }

    private static final int DECLINE_ATTEMPTS = 3;

    private final ActorContext<BookEntity.Command> context;
    private final ClusterSharding sharding;
    private final BookSettings settings;
    private final Map<CallId, Call> inFlight = new LinkedHashMap<>();
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final List<Waiting> later = new ArrayList<>();
    private final Set<CallId> known = new HashSet<>();

    WalletCalls(ActorContext<BookEntity.Command> context, ClusterSharding sharding, BookSettings settings) {
        this.context = context;
        this.sharding = sharding;
        this.settings = settings;
    }

    /** Nothing in flight and nothing to be sent. */
    boolean idle() {
        return known.isEmpty();
    }

    @Override
    public void start(CallId id, Transaction transaction, Instant now) {
        if (known.add(id)) {
            line.add(new Waiting(id, transaction, now));
            fill(now);
        }
    }

    @Override
    public void startLater(CallId id, Transaction transaction, Instant notBefore) {
        if (known.add(id)) {
            later.add(new Waiting(id, transaction, notBefore));
        }
    }

    /** The answer has come. False: nobody waits for it any more. */
    boolean done(CallId id, Instant now) {
        Call call = inFlight.remove(id);
        if (call == null) {
            return false;
        }
        known.remove(id);
        context.stop(call.relay);
        fill(now);
        return true;
    }

    /** Forgets all calls of a kind; answers that are still on their way are not heard. */
    void cancel(Kind kind, Instant now) {
        line.removeIf(waiting -> forget(waiting.id, kind));
        later.removeIf(waiting -> forget(waiting.id, kind));
        inFlight.values().removeIf(call -> {
            boolean gone = forget(call.id, kind);
            if (gone) {
                context.stop(call.relay);
            }
            return gone;
        });
        fill(now);
    }

    private boolean forget(CallId id, Kind kind) {
        return id.kind == kind && known.remove(id);
    }

    /** Sends again what is overdue and starts what has waited for its time; answers the declines that were given up. */
    List<CallId> resend(Instant now) {
        List<CallId> givenUp = new ArrayList<>();
        later.removeIf(waiting -> {
            boolean due = !now.isBefore(waiting.notBefore);
            if (due) {
                line.add(waiting);
            }
            return due;
        });
        for (Call call : inFlight.values()) {
            if (!now.isBefore(call.sendAgainAt)) {
                if (call.id.kind == Kind.DECLINE && call.attempts >= DECLINE_ATTEMPTS) {
                    givenUp.add(call.id);
                } else {
                    send(call, now);
                }
            }
        }
        for (CallId id : givenUp) {
            Call call = inFlight.remove(id);
            known.remove(id);
            if (call != null) {
                context.stop(call.relay);
            }
        }
        fill(now);
        return givenUp;
    }

    private void fill(Instant now) {
        while (inFlight.size() < settings.maxCalls() && !line.isEmpty()) {
            Waiting next = line.remove();
            var call = new Call(next.id, next.transaction, context.spawnAnonymous(relay(context.getSelf(), next.id)));
            inFlight.put(next.id, call);
            send(call, now);
        }
    }

    private void send(Call call, Instant now) {
        call.attempts++;
        call.sendAgainAt = now.plus(pause(settings.callTimeout(), settings.callTimeoutMax(), call.attempts));
        sharding.entityRefFor(WalletEntity.KEY, call.id.bet.playerId())
                .tell(new WalletEntity.Transact(call.transaction, call.relay));
    }

    /** The pause after so many attempts: doubled each time, up to a bound. */
    static Duration pause(Duration min, Duration max, int attempts) {
        Duration pause = min.multipliedBy(1L << Math.min(20, Math.max(0, attempts - 1)));
        return pause.compareTo(max) > 0 ? max : pause;
    }

    private static Behavior<Answer> relay(ActorRef<BookEntity.Command> book, CallId id) {
        return Behaviors.receiveMessage(answer -> {
            book.tell(new BookEntity.WalletAnswered(id, answer));
            return Behaviors.same();
        });
    }
}
