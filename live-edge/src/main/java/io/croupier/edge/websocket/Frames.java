package io.croupier.edge.websocket;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;

/** Encodes a server's frames. They are not masked, so one event is the same bytes for every socket. */
public final class Frames {
    private static final int FIN = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL_BYTES = 125;

    /** A whole text message. */
    public static ByteString text(String message) {
        return frame(TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** A ping with an empty payload. */
    public static ByteString ping() {
        return frame(PING, new byte[0]);
    }

    /** The answer to a ping. */
    public static ByteString pong(ByteString payload) {
        return frame(PONG, payload.toArray());
    }

    /** A close; the reason is cut to the 123 bytes that fit. */
    public static ByteString close(CloseCode code, String reason) {
        return close(code.code(), reason);
    }

    /** The echo of a client's close: its own code, or none where it gave none (0). */
    public static ByteString closeEcho(int code) {
        return code == 0 ? frame(CLOSE, new byte[0]) : close(code, "");
    }

    private static ByteString close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_CONTROL_BYTES - 2);
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return frame(CLOSE, payload);
    }

    private static ByteString frame(int opcode, byte[] payload) {
        int length = payload.length;
        int head = length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (FIN | opcode);
        if (head == 2) {
            frame[1] = (byte) length;
        } else if (head == 4) {
            frame[1] = 126;
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = 127;
            for (int i = 0; i < 4; i++) {
                frame[9 - i] = (byte) (length >>> (8 * i));
            }
        }
        System.arraycopy(payload, 0, frame, head, length);
        return ByteString.fromArrayUnsafe(frame);
    }

    private Frames() {}
}
