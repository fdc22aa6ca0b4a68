package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.WalletCall;
import io.croupier.round.domain.WalletCall.Kind;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A book's calls to wallets: so many in flight, the others in line, sent again with a growing pause until answered.
 *
 * <p>An answer names its transaction but not its player, and bet ids are unique per player only. So each call in flight has a
 * child actor of its own, which knows what the answer is to. It lives until the call is done: an answer that is lost on its
 * last step, in the full stash of a busy book, comes again. Not for concurrent use.
 */
final class WalletCalls implements BookWallets.Calls {
    private record Waiting(WalletCall id, Transaction transaction, Instant notBefore) {}

    private static final class Call {
        final WalletCall id;
        final Transaction transaction;
        final ActorRef<Answer> relay;
        int attempts;
        Instant sendAgainAt = Instant.MIN;

        Call(WalletCall id, Transaction transaction, ActorRef<Answer> relay) {
            this.id = id;
            this.transaction = transaction;
            this.relay = relay;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(BookEntity.class);
    private static final int DECLINE_ATTEMPTS = 3;

    private final ActorContext<BookEntity.Command> context;
    private final ClusterSharding sharding;
    private final BookSettings settings;
    private final Map<WalletCall, Call> inFlight = new LinkedHashMap<>();
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final List<Waiting> later = new ArrayList<>();
    private final Set<WalletCall> known = new HashSet<>();

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
    public void start(WalletCall id, Transaction transaction, Instant now) {
        if (known.add(id)) {
            line.add(new Waiting(id, transaction, now));
            fill(now);
        }
    }

    @Override
    public void startLater(WalletCall id, Transaction transaction, Instant notBefore) {
        if (known.add(id)) {
            later.add(new Waiting(id, transaction, notBefore));
        }
    }

    @Override
    public void refused(WalletCall id, Transaction transaction, Answer.Rejected answer) {
        LOG.error(
                "event={}_refused roundId={} playerId={} betId={} code={}",
                id.kind().name().toLowerCase(Locale.ROOT),
                transaction.reference().roundId(),
                id.bet().playerId(),
                id.bet().betId(),
                answer.publicCode());
    }

    /** The answer has come. False: nobody waits for it any more. */
    boolean done(WalletCall id, Instant now) {
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

    private boolean forget(WalletCall id, Kind kind) {
        return id.kind() == kind && known.remove(id);
    }

    /** Sends again what is overdue and starts what has waited for its time; answers the declines that were given up. */
    List<WalletCall> resend(Instant now) {
        List<WalletCall> givenUp = new ArrayList<>();
        later.removeIf(waiting -> {
            boolean due = !now.isBefore(waiting.notBefore);
            if (due) {
                line.add(waiting);
            }
            return due;
        });
        for (Call call : inFlight.values()) {
            if (!now.isBefore(call.sendAgainAt)) {
                if (call.id.kind() == Kind.DECLINE && call.attempts >= DECLINE_ATTEMPTS) {
                    givenUp.add(call.id);
                } else {
                    send(call, now);
                }
            }
        }
        for (WalletCall id : givenUp) {
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
        call.sendAgainAt =
                now.plus(BookWallets.pause(settings.callTimeout(), settings.callTimeoutMax(), call.attempts));
        sharding.entityRefFor(WalletEntity.KEY, call.id.bet().playerId())
                .tell(new WalletEntity.Transact(call.transaction, call.id.madeAfter(), call.relay));
    }

    private static Behavior<Answer> relay(ActorRef<BookEntity.Command> book, WalletCall id) {
        return Behaviors.receiveMessage(answer -> {
            book.tell(new BookEntity.WalletAnswered(id, answer));
            return Behaviors.same();
        });
    }
}
