package io.croupier.simulations.domain;

import io.croupier.wallet.WalletEventCodec;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A player's wallet: decides what has gathered since its last write, stores it in one write, then answers. */
final class WalletNode extends Node<Wallet, WalletEvent> {
    private static final int MAX_BATCH = 3;

    private final ArrayDeque<Letter> pending = new ArrayDeque<>();
    /** Made once, when it was decided: the next event names its hash. */
    private final IdentityHashMap<WalletEvent, byte[]> encoded = new IdentityHashMap<>();

    WalletNode(World world, String id) {
        super(world, id, WalletEventCodec.codec(), Wallet.unopened(id.substring(2)));
    }

    static String id(String playerId) {
        return "w/" + playerId;
    }

    String playerId() {
        return id.substring(2);
    }

    @Override
    Wallet empty() {
        return Wallet.unopened(playerId());
    }

    @Override
    Wallet apply(Wallet before, WalletEvent event, byte[] bytes) {
        return before.apply(event, Sha256.of(bytes));
    }

    @Override
    byte[] encoded(WalletEvent event) {
        byte[] bytes = encoded.remove(event);
        return bytes == null ? super.encoded(event) : bytes;
    }

    @Override
    void handle(Letter letter) {
        pending.add(letter);
        if (pending.size() == 1) {
            self(this::flush);
        }
    }

    @Override
    void recovered() {
        pending.clear();
        encoded.clear();
    }

    private void flush() {
        Wallet evolving = state;
        List<WalletEvent> events = new ArrayList<>();
        List<Map.Entry<Letter, Answer>> replies = new ArrayList<>();
        for (int n = 0; n < MAX_BATCH && !pending.isEmpty(); n++) {
            Letter next = pending.remove();
            if (next.message() instanceof Message.Transact asked) {
                Instant now = now();
                evolving = due(evolving, now, events);
                Decision decision = world.machines.decide(evolving, asked.transaction(), now);
                replies.add(Map.entry(next, decision.answer()));
                if (decision.event().isPresent()) {
                    evolving = after(evolving, decision.event().get(), events);
                }
                evolving = due(evolving, now, events);
            }
        }
        if (events.isEmpty()) {
            answer(replies);
        } else {
            persist(events, stored -> answer(replies));
        }
    }

    private Wallet due(Wallet wallet, Instant now, List<WalletEvent> events) {
        Wallet evolving = wallet;
        for (var due = evolving.due(now); due.isPresent(); due = evolving.due(now)) {
            evolving = after(evolving, due.get(), events);
        }
        return evolving;
    }

    private Wallet after(Wallet wallet, WalletEvent event, List<WalletEvent> events) {
        events.add(event);
        byte[] bytes = WalletEventCodec.encode(event);
        encoded.put(event, bytes);
        return wallet.apply(event, Sha256.of(bytes));
    }

    private void answer(List<Map.Entry<Letter, Answer>> replies) {
        replies.forEach(
                reply -> send(reply.getKey().from(), reply.getKey().tag(), new Message.WalletAnswer(reply.getValue())));
        if (!pending.isEmpty()) {
            self(this::flush);
        }
    }
}
