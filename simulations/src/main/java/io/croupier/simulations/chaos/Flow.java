package io.croupier.simulations.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes of one connection in one direction, in their order, from when they were read until they are written. At most
 * {@value #LIMIT_BYTES} bytes and {@value #LIMIT_CHUNKS} pieces: then it reads no more, and the sender is held up by TCP.
 */
final class Flow {
    static final int LIMIT_BYTES = 1 << 20;
    private static final int LIMIT_CHUNKS = 4_096;

    /** How a sender ends: it closes its side, or the connection breaks. The receiver learns it after the bytes. */
    private enum End {
        OPEN,
        FINISHED,
        BROKEN,
        /** The receiver was told. */
        PASSED_ON,
        /** The receiver takes nothing any more; what was under way is lost. */
        DEAF
    }

    private record Chunk(ByteBuffer bytes, long dueNs) {}

    private final SocketChannel from;
    private final SocketChannel to;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int bytes;
    private long lastDueNs = Long.MIN_VALUE;
    private End end = End.OPEN;

    Flow(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    int bytes() {
        return bytes;
    }

    boolean wantsBytes() {
        return end == End.OPEN && bytes < LIMIT_BYTES && chunks.size() < LIMIT_CHUNKS;
    }

    /** Whether nothing flows here any more, and whoever had to learn that knows. */
    boolean isOver() {
        return end == End.PASSED_ON || end == End.DEAF;
    }

    boolean isDeaf() {
        return end == End.DEAF;
    }

    /** Takes what the sender has sent, due at {@code dueNs} of the system's nano clock, or after what came before. */
    void read(ByteBuffer scratch, long dueNs) {
        scratch.clear().limit(Math.min(scratch.capacity(), LIMIT_BYTES - bytes));
        lastDueNs = lastDueNs == Long.MIN_VALUE ? dueNs : Math.max(lastDueNs, dueNs);
        try {
            int count = from.read(scratch);
            if (count < 0) {
                end = End.FINISHED;
            } else if (count > 0) {
                byte[] copy = new byte[count];
                scratch.flip().get(copy);
                chunks.add(new Chunk(ByteBuffer.wrap(copy), lastDueNs));
                bytes += count;
            }
        } catch (IOException broken) {
            end = End.BROKEN;
        }
    }

    /** Writes what is due. Returns false where the sender has broken the connection and all before that was delivered. */
    boolean write(long nowNs) {
        try {
            for (Chunk next = chunks.peek(); next != null && next.dueNs() <= nowNs; next = chunks.peek()) {
                bytes -= to.write(next.bytes());
                if (next.bytes().hasRemaining()) {
                    return true;
                }
                chunks.remove();
            }
            if (!chunks.isEmpty() || lastDueNs > nowNs) {
                return true;
            }
            if (end == End.FINISHED) {
                to.shutdownOutput();
                end = End.PASSED_ON;
            }
            return end != End.BROKEN;
        } catch (IOException deaf) {
            chunks.clear();
            bytes = 0;
            end = End.DEAF;
            return true;
        }
    }

    /** Whether a piece is due that the receiver had no room for. */
    boolean isStuck(long nowNs) {
        Chunk next = chunks.peek();
        return next != null && next.dueNs() <= nowNs;
    }

    /** When it has something to do next without a socket that becomes ready; {@link Long#MAX_VALUE} for never. */
    long dueNs(long nowNs) {
        if (chunks.isEmpty()) {
            boolean hasEnd = end == End.FINISHED || end == End.BROKEN;
            return hasEnd ? lastDueNs : Long.MAX_VALUE;
        }
        return isStuck(nowNs) ? Long.MAX_VALUE : chunks.element().dueNs();
    }
}
