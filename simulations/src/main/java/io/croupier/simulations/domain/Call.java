package io.croupier.simulations.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that somebody outside asks for, again and again with the same content until it is answered. */
final class Call {
    /** Named by the act that asks, so that it is the same in a shorter history. */
    final String address;

    final String to;
    final Message message;
    final List<Message> answers = new ArrayList<>();
    final long sentAtMs;
    /** When it was first told that it is stored; a refusal before it was not. */
    long receiptAtMs = Long.MAX_VALUE;

    /** The first answer that settles it. */
    @Nullable Message answer;

    long answeredAtMs = Long.MAX_VALUE;
    int attempts;

    Call(String address, String to, Message message, long sentAtMs) {
        this.address = address;
        this.to = to;
        this.message = message;
        this.sentAtMs = sentAtMs;
    }

    boolean receipted() {
        return receiptAtMs != Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return address + " -> " + to + " " + message;
    }
}
