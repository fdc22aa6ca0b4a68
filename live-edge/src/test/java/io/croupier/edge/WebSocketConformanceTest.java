package io.croupier.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** RFC 6455, byte by byte, against the real server over a real socket. */
class WebSocketConformanceTest {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final String HELLO = "{\"type\":\"ping\",\"id\":\"h\u00e9\u20ac\ud83c\udfb2\"}";

    @SuppressWarnings("NullAway.Init")
    private static House house;

    @BeforeAll
    static void open() {
        house = new House(
                "message-rate=1000000", "message-burst=1000000", "max-strikes=1000000", "max-sessions-per-player=64");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @TestFactory
    Stream<DynamicTest> closesWhatBreaksTheProtocol() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int opcode : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            tests.add(closed("reserved opcode " + opcode, 1002, frame(FIN | opcode, "")));
            tests.add(closed("reserved opcode " + opcode + " with a payload", 1002, frame(FIN | opcode, "x")));
        }
        for (int rsv : new int[] {0x40, 0x20, 0x10, 0x70}) {
            tests.add(closed("reserved bits " + rsv + " on text", 1002, frame(FIN | rsv | TEXT, HELLO)));
            tests.add(closed("reserved bits " + rsv + " on ping", 1002, frame(FIN | rsv | PING, "")));
        }
        for (int opcode : new int[] {TEXT, PING, PONG, CLOSE}) {
            tests.add(closed("unmasked opcode " + opcode, 1002, bytes(FIN | opcode, 0)));
        }
        tests.add(closed("unmasked text with payload", 1002, bytes(FIN | TEXT, 2, '{', '}')));
        tests.add(closed("binary", 4501, frame(FIN | BINARY, "x")));
        tests.add(closed("empty binary", 4501, frame(FIN | BINARY, "")));
        tests.add(closed("fragmented binary", 4501, frame(BINARY, "x")));
        tests.add(closed("continuation of nothing", 1002, frame(FIN | CONTINUATION, "x")));
        tests.add(closed("first fragment of nothing", 1002, frame(CONTINUATION, "x")));
        tests.add(closed("text inside a text", 1002, frame(TEXT, "{"), frame(FIN | TEXT, "}")));
        tests.add(closed("continuation after the end", 1002, frame(FIN | TEXT, HELLO), frame(FIN | CONTINUATION, "")));
        for (int opcode : new int[] {CLOSE, PING, PONG}) {
            tests.add(closed("fragmented control " + opcode, 1002, frame(opcode, "")));
            tests.add(closed("control of 126 bytes " + opcode, 1002, frame(FIN | opcode, "x".repeat(126))));
            tests.add(closed("control with a long length " + opcode, 1002, bytes(FIN | opcode, 0xFF)));
        }
        tests.add(closed("2 bytes of length for 125", 1002, bytes(FIN | TEXT, 0xFE, 0, 125, 0, 0, 0, 0)));
        tests.add(closed("2 bytes of length for 0", 1002, bytes(FIN | TEXT, 0xFE, 0, 0, 0, 0, 0, 0)));
        tests.add(closed("8 bytes of length for 65535", 1002, long8(0xFFFF)));
        tests.add(closed("8 bytes of length for 126", 1002, long8(126)));
        tests.add(closed("8 bytes of length for 0", 1002, long8(0)));
        tests.add(closed("a length with its highest bit", 1002, long8(Long.MIN_VALUE)));
        tests.add(closed("a length of all bits", 1002, long8(-1)));
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> boundsMessages() {
        return Stream.of(
                closed("a message of one byte too much", 1009, frame(FIN | TEXT, "x".repeat(MAX_MESSAGE + 1))),
                closed("65535", 1009, frame(FIN | TEXT, "x".repeat(65_535))),
                closed("65536", 1009, frame(FIN | TEXT, "x".repeat(65_536))),
                closed("a promise of 8 EiB", 1009, long8(Long.MAX_VALUE)),
                closed("a promise of 4 GiB", 1009, long8(1L << 32)),
                closed(
                        "fragments of one byte too much",
                        1009,
                        frame(TEXT, "x".repeat(MAX_MESSAGE)),
                        frame(FIN | CONTINUATION, "x")),
                closed("many fragments", 1009, repeated(frame(TEXT, "x"), frame(CONTINUATION, "x".repeat(100)), 200)),
                answered("a message of just 16 KiB", padded(MAX_MESSAGE)),
                answered("125 bytes", padded(125)),
                answered("126 bytes", padded(126)),
                answered("127 bytes", padded(127)),
                answered("4 KiB", padded(4096)));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsNotUtf8() {
        return Stream.of(
                        "80",
                        "bf",
                        "c0af",
                        "c1bf",
                        "e080af",
                        "e09fbf",
                        "f08080af",
                        "f08fbfbf",
                        "eda080",
                        "edafbf",
                        "edb080",
                        "edbfbf",
                        "f4908080",
                        "f5808080",
                        "f88888808080",
                        "fe",
                        "ff",
                        "c3",
                        "e282",
                        "f09f98",
                        "c328",
                        "e28228",
                        "f09f9828",
                        "22c3a9c3")
                .map(hex -> closed(
                        "text " + hex,
                        1007,
                        RawSocket.frame(FIN | TEXT, HexFormat.of().parseHex(hex))));
    }

    @TestFactory
    Stream<DynamicTest> refusesACloseReasonThatIsNotUtf8() {
        return Stream.of("c0af", "eda080", "ff", "c3")
                .map(hex -> closed(
                        "reason " + hex,
                        1007,
                        RawSocket.frame(FIN | CLOSE, HexFormat.of().parseHex("03e8" + hex))));
    }

    @TestFactory
    Stream<DynamicTest> putsFragmentsTogether() {
        byte[] whole = HELLO.getBytes(UTF_8);
        Stream<DynamicTest> two = IntStream.rangeClosed(0, whole.length)
                .mapToObj(at -> answered(
                        "fragments split at " + at,
                        RawSocket.frame(TEXT, Arrays.copyOf(whole, at)),
                        RawSocket.frame(FIN | CONTINUATION, Arrays.copyOfRange(whole, at, whole.length))));
        List<byte[]> each = new ArrayList<>();
        for (int i = 0; i < whole.length; i++) {
            int last = i == whole.length - 1 ? FIN : 0;
            each.add(RawSocket.frame(last | (i == 0 ? TEXT : CONTINUATION), new byte[] {whole[i]}));
            each.add(frame(FIN | PING, "between"));
        }
        return Stream.concat(
                two,
                Stream.of(
                        answered("a fragment for each byte, pings between", each.toArray(byte[][]::new)),
                        answered(
                                "empty fragments",
                                frame(TEXT, ""),
                                frame(CONTINUATION, ""),
                                frame(CONTINUATION, HELLO),
                                frame(FIN | CONTINUATION, ""))));
    }

    @TestFactory
    Stream<DynamicTest> takesBytesHoweverTheyCome() {
        byte[] frame = RawSocket.text(HELLO);
        return IntStream.range(1, frame.length)
                .mapToObj(at -> dynamicTest("segments split at " + at, () -> {
                    try (RawSocket socket = house.player("segments")) {
                        socket.send(Arrays.copyOf(frame, at));
                        // An answered ping on another socket proves nothing here; the flush and no-delay make two
                        // segments likely.
                        socket.send(Arrays.copyOfRange(frame, at, frame.length));
                        assertThat(socket.hear("pong").get("id").asText()).startsWith("h");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> answersPings() {
        return Stream.of(0, 1, 2, 64, 124, 125)
                .map(size -> dynamicTest("ping of " + size, () -> {
                    try (RawSocket socket = house.player("pings")) {
                        socket.send(frame(FIN | PONG, "unasked"));
                        socket.send(frame(FIN | PING, "p".repeat(size)));
                        RawSocket.Frame pong = socket.read();
                        assertThat(pong.opcode()).isEqualTo(PONG);
                        assertThat(pong.text()).isEqualTo("p".repeat(size));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> echoesAClose() {
        Stream<DynamicTest> codes = IntStream.of(
                        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
                .mapToObj(code -> closes("code " + code, code, closePayload(code, "")));
        return Stream.concat(
                codes,
                Stream.of(
                        closes("no code", 0, new byte[0]),
                        closes("a reason", 1000, closePayload(1000, "bye")),
                        closes("the longest reason", 1000, closePayload(1000, "r".repeat(123))),
                        closes("a reason beyond ASCII", 1000, closePayload(1000, "\u20ac\ud83c\udfb2"))));
    }

    @TestFactory
    Stream<DynamicTest> refusesACodeThatMustNotBeSent() {
        Stream<DynamicTest> codes = IntStream.of(
                        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
                .mapToObj(code -> closed("code " + code, 1002, RawSocket.frame(FIN | CLOSE, closePayload(code, ""))));
        return Stream.concat(codes, Stream.of(closed("half a code", 1002, frame(FIN | CLOSE, "x"))));
    }

    @TestFactory
    Stream<DynamicTest> answersTheUpgrade() {
        String ok = RawSocket.upgradeRequest();
        return Stream.of(
                upgrade("as it should be", 101, ok),
                upgrade("a query", 101, ok.replace("/live ", "/live?x=1 ")),
                upgrade("names in any case", 101, ok.replace("Upgrade: websocket", "uPGRADE: WebSocket")),
                upgrade("Connection is a list", 101, ok.replace(": Upgrade", ": keep-alive, Upgrade")),
                upgrade("our subprotocol among others", 101, with("Sec-WebSocket-Protocol: a, croupier.v1.json")),
                upgrade(
                        "our subprotocol on its own line",
                        101,
                        with("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: croupier.v1.json")),
                upgrade("only other subprotocols", 400, with("Sec-WebSocket-Protocol: a, b")),
                upgrade(
                        "an extension is not taken, and no harm",
                        101,
                        with("Sec-WebSocket-Extensions: permessage-deflate")),
                upgrade("origin of the same host", 101, with("Origin: http://127.0.0.1:8080")),
                upgrade("origin of localhost", 101, with("Origin: http://localhost:3000")),
                upgrade("another origin", 403, with("Origin: https://evil.example")),
                upgrade("origin null", 403, with("Origin: null")),
                upgrade("origin that begins like ours", 403, with("Origin: http://127.0.0.1.evil.example")),
                upgrade("origin with our name before @", 403, with("Origin: http://127.0.0.1@evil.example")),
                upgrade("two origins", 400, with("Origin: http://localhost\r\nOrigin: http://localhost")),
                upgrade("plain GET", 426, "GET /live HTTP/1.1\r\nHost: x\r\n\r\n"),
                upgrade("Upgrade without Connection", 426, ok.replace("Connection: Upgrade", "Connection: close")),
                upgrade("Upgrade to something else", 426, ok.replace("websocket", "h2c")),
                upgrade("version 8", 426, ok.replace("Version: 13", "Version: 8")),
                upgrade("no version", 426, ok.replace("Sec-WebSocket-Version: 13\r\n", "")),
                upgrade("no key", 400, ok.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")),
                upgrade("short key", 400, ok.replace("dGhlIHNhbXBsZSBub25jZQ==", "AAAA")),
                upgrade(
                        "key that is no base64",
                        400,
                        ok.replace("dGhlIHNhbXBsZSBub25jZQ==", "????????????????????????")),
                upgrade("two keys", 400, with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
                upgrade("no host", 400, ok.replace("Host: 127.0.0.1\r\n", "")),
                upgrade("two hosts", 400, with("Host: other")),
                upgrade("a body", 400, with("Content-Length: 5")),
                upgrade("a chunked body", 400, with("Transfer-Encoding: chunked")),
                upgrade("another path", 404, ok.replace("/live", "/")),
                upgrade("a path that begins like ours", 404, ok.replace("/live", "/liver")),
                upgrade("POST", 405, ok.replace("GET", "POST")),
                upgrade("HTTP/1.0", 505, ok.replace("HTTP/1.1", "HTTP/1.0")),
                upgrade("no HTTP at all", 400, "hello\r\n\r\n"),
                upgrade("a folded header", 400, with(" folded")),
                upgrade("a header without a name", 400, with(": x")),
                upgrade("a space before the colon", 400, with("X : y")),
                upgrade("a header with a control character", 400, with("X: \u0001")),
                upgrade("a lone line feed", 400, ok.replace("Host: 127.0.0.1\r\n", "Host: 127.0.0.1\n")),
                upgrade("65 headers", 400, with(String.join("\r\n", java.util.Collections.nCopies(65, "A: b")))),
                upgrade("a head over 8 KiB", 431, with("X: " + "y".repeat(8192))));
    }

    private static String with(String header) {
        return RawSocket.upgradeRequest(header);
    }

    private static DynamicTest upgrade(String name, int status, String request) {
        return dynamicTest("upgrade: " + name, () -> {
            try (RawSocket socket = new RawSocket(house.port())) {
                socket.send(request);
                String head = socket.readHead();
                assertThat(head).startsWith("HTTP/1.1 " + status + " ");
                if (status == 101) {
                    assertThat(head).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
                    assertThat(head.contains("Sec-WebSocket-Protocol: croupier.v1.json\r\n"))
                            .isEqualTo(request.contains("croupier.v1.json"));
                    assertThat(head).doesNotContain("Extensions");
                } else {
                    assertThat(head).contains("application/problem+json");
                }
            }
        });
    }

    /** These frames are answered with a close of this code, and then with the end of the connection. */
    private static DynamicTest closed(String name, int code, byte[]... frames) {
        return dynamicTest(
                code + ": " + name,
                () -> exchange(frames, socket -> {
                    assertThat(socket.readCloseCode()).isEqualTo(code);
                    assertThat(socket.isEnded()).isTrue();
                }));
    }

    /** A client's close is answered with the same code. */
    private static DynamicTest closes(String name, int code, byte[] payload) {
        return dynamicTest(
                "close: " + name,
                () -> exchange(new byte[][] {RawSocket.frame(FIN | CLOSE, payload)}, socket -> {
                    assertThat(socket.readCloseCode()).isEqualTo(code);
                    assertThat(socket.isEnded()).isTrue();
                }));
    }

    /** These frames are one ping of the protocol. */
    private static DynamicTest answered(String name, byte[]... frames) {
        return dynamicTest(
                "answered: " + name,
                () -> exchange(
                        frames,
                        socket -> assertThat(socket.hear("pong").get("id").asText())
                                .isNotEmpty()));
    }

    private static void exchange(byte[][] frames, Consumer<RawSocket> then) {
        try (RawSocket socket = house.player("conformance")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] frame : frames) {
                all.writeBytes(frame);
            }
            socket.send(all.toByteArray());
            then.accept(socket);
        }
    }

    private static byte[] padded(int size) {
        String start = "{\"type\":\"ping\",\"id\":1,\"pad\":\"";
        return frame(FIN | TEXT, start + "x".repeat(size - start.length() - 2) + "\"}");
    }

    private static byte[] repeated(byte[] first, byte[] then, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        for (int i = 0; i < times; i++) {
            all.writeBytes(then);
        }
        return all.toByteArray();
    }

    private static byte[] closePayload(int code, String reason) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(code >>> 8);
        payload.write(code);
        payload.writeBytes(reason.getBytes(UTF_8));
        return payload.toByteArray();
    }

    private static byte[] frame(int first, String payload) {
        return RawSocket.frame(first, payload.getBytes(UTF_8));
    }

    private static byte[] long8(long length) {
        byte[] head = new byte[14];
        head[0] = (byte) (FIN | TEXT);
        head[1] = (byte) 0xFF;
        for (int i = 0; i < 8; i++) {
            head[2 + i] = (byte) (length >>> (56 - 8 * i));
        }
        return head;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
