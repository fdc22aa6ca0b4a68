package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StreamHistoryTest {
    private final StreamHistory<String> history = new StreamHistory<>(3, 10, String::length);

    @Test
    void givesAllThatWasMissedOrNothing() {
        List.of("a", "b", "c", "d").forEach(history::append);
        assertThat(history.offset()).isEqualTo(4);
        assertThat(history.after(4)).contains(List.of());
        assertThat(history.after(3)).contains(List.of("d"));
        assertThat(history.after(1)).contains(List.of("b", "c", "d"));
        assertThat(history.after(0)).isEmpty();
    }

    @Test
    void doesNotKnowTheFuture() {
        history.append("a");
        assertThat(history.after(2)).isEmpty();
        assertThat(history.after(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void isBoundedByWeightToo() {
        List.of("12345", "12345", "6").forEach(history::append);
        assertThat(history.after(0)).isEmpty();
        assertThat(history.after(1)).contains(List.of("12345", "6"));
    }

    @Test
    void goesOnFromAnotherOffset() {
        history.append("a");
        history.restartAfter(40);
        history.append("b");
        assertThat(history.offset()).isEqualTo(41);
        assertThat(history.after(40)).contains(List.of("b"));
        assertThat(history.after(39)).isEmpty();
    }
}
