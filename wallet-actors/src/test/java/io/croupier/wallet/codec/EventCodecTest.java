package io.croupier.wallet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.croupier.wallet.domain.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    enum Colour {
        RED,
        BLACK
    }

    record Chip(String name, long amountMinor) {}

    sealed interface Event {
        record Placed(
                Sha256 previousHash,
                Instant at,
                Duration window,
                long amountMinor,
                int version,
                boolean open,
                @Nullable String code,
                String detail,
                Colour colour,
                List<Chip> chips)
                implements Event {
            public Placed {
                chips = chips == null ? List.of() : List.copyOf(chips);
            }
        }

        sealed interface Nested extends Event {
            record Closed(long n) implements Nested {}
        }
    }

    private static final EventCodec<Event> CODEC = EventCodec.forEvents(Event.class)
            .event("placed", Event.Placed.class)
            .event("closed", Event.Nested.Closed.class)
            .build();
    private static final CBORMapper CBOR = new CBORMapper();

    private static final Event.Placed PLACED = new Event.Placed(
            Sha256.of("x".getBytes(StandardCharsets.UTF_8)),
            Instant.ofEpochMilli(1_763_690_000_123L),
            Duration.ofSeconds(10),
            500,
            1,
            true,
            "late",
            "red",
            Colour.BLACK,
            List.of(new Chip("a", 0), new Chip("b", 9_007_199_254_740_991L)));

    @Test
    void anEventComesBackEqual() {
        assertThat(CODEC.decode(CODEC.encode(PLACED))).isEqualTo(PLACED);
        assertThat(CODEC.decode(CODEC.encode(new Event.Nested.Closed(0)))).isEqualTo(new Event.Nested.Closed(0));
    }

    @Test
    void zeroAndNullTakeNoRoomAndComeBack() {
        var sparse = new Event.Placed(
                Sha256.ZERO, Instant.EPOCH, Duration.ZERO, 0, 0, false, null, "", Colour.RED, List.of());
        assertThat(CODEC.decode(CODEC.encode(sparse))).isEqualTo(sparse);
        assertThat(new String(CODEC.encode(sparse), StandardCharsets.ISO_8859_1))
                .doesNotContain("amountMinor", "version", "open", "code");
    }

    @Test
    void theBytesNameTheTypeByItsStableNameAndNoJavaClass() {
        assertThat(new String(CODEC.encode(PLACED), StandardCharsets.ISO_8859_1))
                .contains("placed")
                .doesNotContain("Placed", "croupier");
    }

    @Test
    void anAddedComponentReadsAsItsDefaultAndARemovedOneIsIgnored() throws IOException {
        byte[] old = CBOR.writeValueAsBytes(List.of("placed", Map.of("amountMinor", 7, "gone", "since version 2")));
        var event = (Event.Placed) CODEC.decode(old);
        assertThat(event.amountMinor()).isEqualTo(7);
        assertThat(event.code()).isNull();
        assertThat(event.chips()).isEmpty();
    }

    @Test
    void bytesThatAreNoEventAreRefusedWithTheTypeAndTheRule() throws IOException {
        assertThatThrownBy(() -> CODEC.decode(CBOR.writeValueAsBytes(List.of("later", Map.of()))))
                .isInstanceOf(EventFormatException.class)
                .hasMessageContaining("type=later")
                .hasMessageContaining("unknown type name");
        var tooLong = new ArrayList<Object>(List.of("closed", Map.of("n", 1), "more"));
        assertThatThrownBy(() -> CODEC.decode(CBOR.writeValueAsBytes(tooLong))).hasMessageContaining("more behind it");
        assertThatThrownBy(() -> CODEC.decode(new byte[0])).isInstanceOf(EventFormatException.class);
        byte[] cut = CODEC.encode(PLACED);
        assertThatThrownBy(() -> CODEC.decode(Arrays.copyOf(cut, cut.length / 2)))
                .isInstanceOf(EventFormatException.class);
    }

    @Test
    void aTimeThatWouldNotSurviveARestartIsRefused() {
        var fine = new Event.Placed(
                Sha256.ZERO, Instant.ofEpochSecond(1, 1), Duration.ZERO, 0, 0, false, null, "", Colour.RED, List.of());
        assertThatThrownBy(() -> CODEC.encode(fine)).hasMessageContaining("whole milliseconds");
    }

    @Test
    void everyPermittedRecordNeedsAName() {
        var builder = EventCodec.forEvents(Event.class).event("placed", Event.Placed.class);
        assertThatThrownBy(builder::build).hasMessageContaining("Closed");
        assertThatThrownBy(() -> builder.event("placed", Event.Nested.Closed.class))
                .hasMessageContaining("used twice");
    }
}
