package io.croupier.edge.websocket;

import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a client's frames, pulled one by one: {@link #next} takes no more bytes than the next message needs, so a session
 * that wants to wait just stops asking. Holds no more than one message of bounded size, and nothing between messages.
 * Strict: what RFC 6455 says a server must or may fail, fails.
 */
public final class FrameDecoder {
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final byte[] NOTHING = new byte[0];

    private final int maxMessageBytes;

    // The head of the frame under way: 2 to 14 bytes.
    private final byte[] head = new byte[14];
    private int headFill;
    private int headLength = 2;

    // Its payload.
    private boolean inPayload;
    private boolean fin;
    private int opcode;
    private int remaining;
    private int maskIndex;

    private byte[] control = NOTHING;
    private int controlFill;

    // The message under way, over all its fragments.
    private boolean inMessage;
    private byte[] message = NOTHING;
    private int messageFill;

    public FrameDecoder(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** The next message or control frame, or null where more bytes are needed; then {@code in} is used up. */
    public @Nullable Incoming next(ByteBuffer in) throws ProtocolViolation {
        while (true) {
            if (!inPayload) {
                if (!readHead(in)) {
                    return null;
                }
                startFrame();
            }
            readPayload(in);
            if (remaining > 0) {
                return null;
            }
            inPayload = false;
            headFill = 0;
            headLength = 2;
            Incoming complete = endFrame();
            if (complete != null) {
                return complete;
            }
        }
    }

    private boolean readHead(ByteBuffer in) throws ProtocolViolation {
        while (headFill < headLength) {
            if (!in.hasRemaining()) {
                return false;
            }
            head[headFill++] = in.get();
            if (headFill == 1) {
                checkFirstByte(head[0] & 0xFF);
            } else if (headFill == 2) {
                headLength = checkSecondByte(head[1] & 0xFF);
            }
        }
        return true;
    }

    private void checkFirstByte(int first) throws ProtocolViolation {
        fin = (first & 0x80) != 0;
        opcode = first & 0x0F;
        if ((first & 0x70) != 0) {
            throw violation("reserved bits are set");
        }
        switch (opcode) {
            case CONTINUATION -> {
                if (!inMessage) {
                    throw violation("a continuation continues nothing");
                }
            }
            case TEXT -> {
                if (inMessage) {
                    throw violation("a message began inside another");
                }
            }
            case BINARY -> throw new ProtocolViolation(CloseCode.BAD_REQUEST, "binary messages are not taken");
            case CLOSE, PING, PONG -> {
                if (!fin) {
                    throw violation("a control frame is fragmented");
                }
            }
            default -> throw violation("opcode " + opcode + " is reserved");
        }
    }

    private int checkSecondByte(int second) throws ProtocolViolation {
        int length = second & 0x7F;
        if ((second & 0x80) == 0) {
            throw violation("a client's frame is not masked");
        }
        if (isControl() && length > MAX_CONTROL_BYTES) {
            throw violation("a control frame is over 125 bytes");
        }
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + 4;
    }

    private void startFrame() throws ProtocolViolation {
        long length = head[1] & 0x7F;
        if (length >= 126) {
            int bytes = length == 126 ? 2 : 8;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | (head[2 + i] & 0xFF);
            }
            if (length < 0) {
                throw violation("a length's highest bit is set");
            }
            if (length < (bytes == 2 ? 126 : 0x10000)) {
                throw violation("a length is not in its shortest form");
            }
        }
        if (!isControl() && length > maxMessageBytes - (long) messageFill) {
            throw new ProtocolViolation(CloseCode.MESSAGE_TOO_BIG, "a message is over " + maxMessageBytes + " bytes");
        }
        remaining = (int) length;
        maskIndex = 0;
        inPayload = true;
        if (isControl()) {
            control = remaining == 0 ? NOTHING : new byte[remaining];
            controlFill = 0;
        } else {
            inMessage = true;
        }
    }

    private void readPayload(ByteBuffer in) {
        int count = Math.min(remaining, in.remaining());
        if (count == 0) {
            return;
        }
        byte[] target;
        int at;
        if (isControl()) {
            target = control;
            at = controlFill;
            controlFill += count;
        } else {
            makeRoom(messageFill + count);
            target = message;
            at = messageFill;
            messageFill += count;
        }
        in.get(target, at, count);
        int mask = headLength - 4;
        for (int i = at; i < at + count; i++) {
            target[i] ^= head[mask + (maskIndex++ & 3)];
        }
        maskIndex &= 3;
        remaining -= count;
    }

    /** Grows with the bytes that came, not with the length that was promised. */
    private void makeRoom(int size) {
        if (size > message.length) {
            int grown = Math.max(size, Math.min(maxMessageBytes, Math.max(256, message.length * 2)));
            message = Arrays.copyOf(message, grown);
        }
    }

    private @Nullable Incoming endFrame() throws ProtocolViolation {
        return switch (opcode) {
            case PING -> new Incoming.Ping(ByteString.fromArrayUnsafe(control));
            case PONG -> new Incoming.Pong();
            case CLOSE -> closed();
            default -> fin ? text() : null;
        };
    }

    private Incoming text() throws ProtocolViolation {
        String text = utf8(message, 0, messageFill);
        inMessage = false;
        messageFill = 0;
        message = NOTHING;
        return new Incoming.Text(text);
    }

    private Incoming closed() throws ProtocolViolation {
        if (control.length == 0) {
            return new Incoming.Close(0, "");
        }
        if (control.length == 1) {
            throw violation("a close has half a code");
        }
        int code = (control[0] & 0xFF) << 8 | (control[1] & 0xFF);
        boolean defined =
                (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
        if (!defined) {
            throw violation("close code " + code + " must not be sent");
        }
        return new Incoming.Close(code, utf8(control, 2, control.length - 2));
    }

    private static String utf8(byte[] bytes, int from, int length) throws ProtocolViolation {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolViolation(CloseCode.INVALID_UTF8, "a text is not UTF-8");
        }
    }

    private boolean isControl() {
        return opcode >= CLOSE;
    }

    private static ProtocolViolation violation(String rule) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, rule);
    }
}
