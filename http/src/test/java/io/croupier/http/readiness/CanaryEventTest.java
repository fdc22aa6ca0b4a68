package io.croupier.http.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The canary's stored bytes are read for as long as a journal keeps them, by newer and older nodes. */
class CanaryEventTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/canary/canary-sang.v1.hex");

    @Test
    void keepsItsForm() throws IOException {
        var event = new CanaryEvent.Sang("akka://croupier@10.0.0.7:25520", Instant.ofEpochMilli(1_793_534_400_123L));
        byte[] stored = HexFormat.of().parseHex(Files.readString(GOLDEN).strip());

        assertThat(CanaryEvent.CODEC.decode(stored)).isEqualTo(event);
        assertThat(CanaryEvent.CODEC.encode(event)).isEqualTo(stored);
    }
}
