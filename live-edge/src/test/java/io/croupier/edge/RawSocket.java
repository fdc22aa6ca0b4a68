package io.croupier.edge;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client that puts any bytes on the wire, right or wrong, and reads the server's frames. */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PONG = 0xA;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] MASK = {0x12, (byte) 0xA4, 0x0F, 0x7E};

    private final Socket socket;
    private final DataInputStream in;
    private final List<JsonNode> seen = new ArrayList<>();

    /** A frame of the server. */
    record Frame(int opcode, ByteString payload) {
        int closeCode() {
            return payload.size() < 2 ? 0 : (payload.apply(0) & 0xFF) << 8 | (payload.apply(1) & 0xFF);
        }

        String text() {
            return payload.utf8String();
        }
    }

    RawSocket(int port) {
        try {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connected and upgraded. */
    static RawSocket upgraded(int port) {
        RawSocket raw = new RawSocket(port);
        raw.send(upgradeRequest("Sec-WebSocket-Protocol: croupier.v1.json"));
        String head = raw.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(head);
        }
        return raw;
    }

    static String upgradeRequest(String... more) {
        return "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n") + "\r\n";
    }

    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length <= 125) {
            out.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            out.write(0x80 | 126);
            out.write(payload.length >>> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            for (int i = 7; i >= 0; i--) {
                out.write((int) ((long) payload.length >>> (8 * i)));
            }
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i & 3]);
        }
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String bytes) {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a text message; quotes may be written as single ones. */
    void say(String json) {
        send(text(json.replace('\'', '"')));
    }

    String readHead() {
        StringBuilder head = new StringBuilder();
        try {
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("the server closed after: " + head);
                }
                head.append((char) next);
            }
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Frame read() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server's frame is masked");
            }
            long length = second;
            if (second == 126) {
                length = in.readUnsignedShort();
            } else if (second == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Frame(first & 0x0F, ByteString.fromArray(payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next text message. */
    JsonNode hear() {
        while (true) {
            Frame frame = read();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed with " + frame.closeCode() + " after " + seen);
            }
            if (frame.opcode() == TEXT) {
                try {
                    JsonNode message = JSON.readTree(frame.text());
                    seen.add(message);
                    return message;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The next message of this type; others before it are passed over. */
    JsonNode hear(String type) {
        return hear(message -> message.get("type").asText().equals(type));
    }

    JsonNode hear(Predicate<JsonNode> wanted) {
        while (true) {
            JsonNode message = hear();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** Reads up to the server's close frame; its code, or 1006 where the connection ended without one. */
    int readCloseCode() {
        try {
            while (true) {
                Frame frame = read();
                if (frame.opcode() == CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return 1006;
            }
            throw e;
        }
    }

    /** Whether the server has closed the connection, orderly or not. */
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything heard so far. */
    List<JsonNode> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
