package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(100, 50);

    @Test
    void writesOneAtATimeAndThenAllThatWaitedTogether() {
        outbox.order(bytes("a"));
        assertThat(next()).isEqualTo("a");
        outbox.order(bytes("b"));
        outbox.order(bytes("c"));
        assertThat(outbox.next()).isNull();
        outbox.written();
        assertThat(next()).isEqualTo("bc");
        outbox.written();
        assertThat(outbox.next()).isNull();
    }

    @Test
    void keepsOnlyTheNewestStateOfATable() {
        write("x");
        outbox.state("t", bytes("1"));
        outbox.state("u", bytes("7"));
        outbox.state("t", bytes("2"));
        outbox.written();
        assertThat(next()).isEqualTo("72");
        assertThat(outbox.takeDropped()).isEqualTo(1);
    }

    @Test
    void dropsAStateThatAnEventHasOvertaken() {
        write("x");
        outbox.state("t", bytes("1"));
        outbox.order(bytes("E"), "t");
        outbox.state("t", bytes("2"));
        outbox.written();
        assertThat(next()).isEqualTo("E2");
    }

    @Test
    void refusesOrdersOverItsBound() {
        write("x");
        assertThat(outbox.order(bytes("y".repeat(60)))).isTrue();
        assertThat(outbox.isCongested()).isTrue();
        assertThat(outbox.order(bytes("y".repeat(41)))).isFalse();
        assertThat(outbox.order(bytes("y".repeat(40)))).isTrue();
    }

    @Test
    void dropsStatesRatherThanGoOverItsBound() {
        write("x");
        outbox.order(bytes("y".repeat(100)));
        outbox.state("t", bytes("1"));
        outbox.written();
        assertThat(next()).hasSize(100);
        outbox.written();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void takesOneFrameThatIsLargerThanItsBoundWhenNothingWaits() {
        assertThat(outbox.order(bytes("y".repeat(500)))).isTrue();
        assertThat(next()).hasSize(500);
    }

    @Test
    void boundsAWrite() {
        write("x");
        for (int i = 0; i < 10; i++) {
            outbox.order(bytes("0123456789"));
        }
        outbox.written();
        assertThat(next()).hasSize(50);
        outbox.written();
        assertThat(next()).hasSize(50);
        outbox.written();
        assertThat(outbox.isEmpty()).isTrue();
    }

    private void write(String text) {
        outbox.order(bytes(text));
        assertThat(next()).isEqualTo(text);
    }

    private String next() {
        return Objects.requireNonNull(outbox.next()).utf8String();
    }

    private static ByteString bytes(String text) {
        return ByteString.fromString(text);
    }
}
