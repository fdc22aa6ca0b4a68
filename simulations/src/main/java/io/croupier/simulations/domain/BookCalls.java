package io.croupier.simulations.domain;

import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.WalletCall;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
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
 * A book's calls to wallets: few in flight, the others in line, sent again with a growing pause until answered. It models the
 * actor's {@code WalletCalls}; an answer finds its call by a number, where that has a child actor for each.
 */
final class BookCalls implements BookWallets.Calls {
    private static final int MAX_IN_FLIGHT = 3;
    private static final int DECLINE_ATTEMPTS = 3;

    private record Waiting(WalletCall id, Transaction transaction, Instant notBefore) {}

    private static final class Call {
        final WalletCall id;
        final Transaction transaction;
        final long number;
        int attempts;
        Instant sendAgainAt = Instant.MIN;

        Call(WalletCall id, Transaction transaction, long number) {
            this.id = id;
            this.transaction = transaction;
            this.number = number;
        }
    }

    private final BookNode book;
    private final Map<WalletCall, Call> inFlight = new LinkedHashMap<>();
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final List<Waiting> later = new ArrayList<>();
    private final Set<WalletCall> known = new HashSet<>();

    BookCalls(BookNode book) {
        this.book = book;
    }

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
        book.world.trace(() -> book.id + " refused: " + id + " " + answer.publicCode());
    }

    /** The call that this answer is to, or null: nobody waits for it any more. */
    @org.jspecify.annotations.Nullable WalletCall done(long number, Instant now) {
        for (Call call : inFlight.values()) {
            if (call.number == number) {
                inFlight.remove(call.id);
                known.remove(call.id);
                fill(now);
                return call.id;
            }
        }
        return null;
    }

    void cancel(WalletCall.Kind kind, Instant now) {
        line.removeIf(waiting -> forget(waiting.id, kind));
        later.removeIf(waiting -> forget(waiting.id, kind));
        inFlight.values().removeIf(call -> forget(call.id, kind));
        fill(now);
    }

    private boolean forget(WalletCall id, WalletCall.Kind kind) {
        return id.kind() == kind && known.remove(id);
    }

    /** Sends again what is overdue; answers the declines that were given up. */
    List<WalletCall> resend(Instant now) {
        List<WalletCall> givenUp = new ArrayList<>();
        later.removeIf(waiting -> {
            boolean due = !now.isBefore(waiting.notBefore);
            if (due) {
                line.add(waiting);
            }
            return due;
        });
        for (Call call : List.copyOf(inFlight.values())) {
            if (!now.isBefore(call.sendAgainAt)) {
                if (call.id.kind() == WalletCall.Kind.DECLINE && call.attempts >= DECLINE_ATTEMPTS) {
                    givenUp.add(call.id);
                } else {
                    send(call, now);
                }
            }
        }
        for (WalletCall id : givenUp) {
            inFlight.remove(id);
            known.remove(id);
        }
        fill(now);
        return givenUp;
    }

    private void fill(Instant now) {
        while (inFlight.size() < MAX_IN_FLIGHT && !line.isEmpty()) {
            Waiting next = line.remove();
            Call call = new Call(next.id, next.transaction, book.nextCallNumber());
            inFlight.put(next.id, call);
            send(call, now);
        }
    }

    private void send(Call call, Instant now) {
        call.attempts++;
        call.sendAgainAt = now.plus(BookWallets.pause(Times.CALL, Times.CALL_MAX, call.attempts));
        for (Transaction transaction : book.world.machines.called(book, call.transaction)) {
            book.send(WalletNode.id(call.id.bet().playerId()), call.number, new Message.Transact(transaction));
        }
    }
}
