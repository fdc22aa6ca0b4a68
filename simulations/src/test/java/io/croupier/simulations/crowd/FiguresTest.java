package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void aBrokenServerCannotFillTheFaults() {
        var faults = new Faults();
        for (int i = 0; i < 1_000; i++) {
            faults.add("fault " + i);
        }
        assertThat(faults.told()).hasSize(Faults.MAX_TOLD).startsWith("fault 0");
        assertThat(faults.count()).isEqualTo(1_000);
    }

    @Test
    void aBrokenServerCannotFillTheCloseCodes() {
        var tally = new Tally();
        for (int code = 4_000; code < 4_100; code++) {
            tally.closed(code);
        }
        Map<String, Long> figures = new LinkedHashMap<>();
        tally.putInto(figures);
        assertThat(figures).containsEntry("sockets lost", 100L).containsEntry("lost with other codes", 68L);
    }

    @Test
    void someCodesSayThatItIsNoUse() {
        assertThat(List.of(1001, 1006, 1012, 4000, 4001, 4008, 4499)).allMatch(CloseCodes::comesBack);
        assertThat(List.of(1000, 1002, 1009, 3999, 4500, 4504, 4999)).noneMatch(CloseCodes::comesBack);
    }
}
