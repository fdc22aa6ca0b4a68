package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamPositionTest {
    private final StreamPosition position = new StreamPosition();

    private static Message message(String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new MessageReader().read(bytes, bytes.length);
    }

    private Optional<String> begin(String rest) throws IOException {
        return position.begin(message("{'type':'subscribed'," + rest + "}"), true);
    }

    private Optional<String> event(String epoch, long offset) throws IOException {
        return position.next(message("{'epoch':'" + epoch + "','offset':" + offset + "}"), true);
    }

    @Test
    void anEventBeforeTheBeginningIsAFault() throws IOException {
        assertThat(event("a", 1)).isPresent();
    }

    @Test
    void aBeginningNeedsAPlaceAndASnapshot() throws IOException {
        assertThat(begin("'recovered':false,'snapshot':{},'offset':4")).isPresent();
        assertThat(begin("'recovered':false,'snapshot':{},'epoch':'a'")).isPresent();
        assertThat(begin("'recovered':false,'epoch':'a','offset':4")).isPresent();
        assertThat(position.begin(message("{'recovered':false,'epoch':'a','offset':4}"), false))
                .isEmpty();
    }

    @Test
    void nothingCanBeRecoveredThatWasNeverFollowed() throws IOException {
        assertThat(begin("'recovered':true,'events':[],'epoch':'a','offset':4")).isPresent();
    }

    @Nested
    class WhenItFollows {
        @BeforeEach
        void begun() throws IOException {
            assertThat(begin("'recovered':false,'snapshot':{},'epoch':'a','offset':4"))
                    .isEmpty();
            assertThat(event("a", 5)).isEmpty();
        }

        @Test
        void takesOneAfterTheOther() throws IOException {
            assertThat(event("a", 6)).isEmpty();
            assertThat(position.offset()).isEqualTo(6);
        }

        @Test
        void aGapIsToldOnce() throws IOException {
            assertThat(event("a", 7)).contains("a:7 after a:5");
            assertThat(event("a", 8)).isEmpty();
        }

        @Test
        void aRepetitionIsAFault() throws IOException {
            assertThat(event("a", 5)).contains("a:5 after a:5");
        }

        @Test
        void anotherEpochWithoutABeginningIsAFault() throws IOException {
            assertThat(event("b", 6)).contains("b:6 after a:5");
        }

        @Test
        void aPlayersEventHasNoEpochOfItsOwn() throws IOException {
            assertThat(position.next(message("{'offset':6}"), false)).isEmpty();
            assertThat(position.next(message("{'offset':8}"), false)).contains("a:8 after a:6");
        }

        @Test
        void theServerMayBeginAnew() throws IOException {
            assertThat(begin("'recovered':false,'snapshot':{},'epoch':'b','offset':1"))
                    .isEmpty();
            assertThat(event("b", 2)).isEmpty();
        }
    }

    @Nested
    class WhenItWasLost {
        @BeforeEach
        void begunAndLost() throws IOException {
            assertThat(begin("'recovered':false,'snapshot':{},'epoch':'a','offset':5"))
                    .isEmpty();
            position.lost();
            assertThat(position.isKnown()).isTrue();
            assertThat(position.isFollowing()).isFalse();
        }

        @Test
        void goesOnWithWhatWasMissed() throws IOException {
            assertThat(begin("'recovered':true,'events':[{'offset':6},{'offset':7}],'epoch':'a','offset':7"))
                    .isEmpty();
            assertThat(event("a", 8)).isEmpty();
        }

        @Test
        void goesOnWhereNothingWasMissed() throws IOException {
            assertThat(begin("'recovered':true,'events':[],'epoch':'a','offset':5"))
                    .isEmpty();
        }

        @Test
        void aGapInWhatWasMissedIsAFault() throws IOException {
            assertThat(begin("'recovered':true,'events':[{'offset':6},{'offset':8}],'epoch':'a','offset':8"))
                    .contains("recovered 8 after 6, asked from a:5");
        }

        @Test
        void aGapBeforeOrAfterWhatWasMissedIsAFault() throws IOException {
            assertThat(begin("'recovered':true,'events':[{'offset':7}],'epoch':'a','offset':7"))
                    .isPresent();
        }

        @Test
        void aGapAfterWhatWasMissedIsAFault() throws IOException {
            assertThat(begin("'recovered':true,'events':[{'offset':6}],'epoch':'a','offset':7"))
                    .contains("recovered up to 6, but the stream is at 7");
        }

        @Test
        void anotherEpochCannotBeRecovered() throws IOException {
            assertThat(begin("'recovered':true,'events':[],'epoch':'b','offset':5"))
                    .isPresent();
        }

        @Test
        void aSnapshotDoesInPlaceOfEvents() throws IOException {
            assertThat(begin("'recovered':false,'snapshot':{},'epoch':'a','offset':300"))
                    .isEmpty();
            assertThat(event("a", 301)).isEmpty();
        }
    }
}
