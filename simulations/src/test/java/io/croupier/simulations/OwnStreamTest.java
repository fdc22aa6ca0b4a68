package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A player who misses a message about money must be noticed: each test leaves one out, or brings one twice. */
class OwnStreamTest {
    private final OwnStream first = new OwnStream(null);

    private static JsonNode message(String json) {
        return Json.parse(json.replace('\'', '"'));
    }

    private static JsonNode settled(long offset) {
        return message("{'type':'bet_settled','offset':" + offset + ",'betId':'b1'}");
    }

    private static JsonNode connected(String epoch, long offset, boolean recovered, String events) {
        return message("{'type':'connected','epoch':'" + epoch + "','offset':" + offset + ",'recovered':" + recovered
                + ",'events':[" + events + "]}");
    }

    @Test
    void everyAnswerAndEveryNewsOfAPlayerBelongsToTheStreamAndNothingOfATable() {
        assertThat(OwnStream.isEvent(message("{'type':'bet_accepted','id':3,'offset':9}")))
                .isTrue();
        assertThat(OwnStream.isEvent(message("{'type':'wallet_updated','offset':9}")))
                .isTrue();
        assertThat(OwnStream.isEvent(message("{'type':'table_event','offset':9}")))
                .isFalse();
        assertThat(OwnStream.isEvent(message("{'type':'pong'}"))).isFalse();
    }

    @Test
    void anEventBeforeTheBeginningIsAFault() {
        assertThat(first.next(settled(1))).isPresent();
    }

    @Test
    void theFirstSeatAsksForNothingAndCanBeGivenNothing() {
        assertThat(first.recovering(Json.object()).has("recover")).isFalse();
        assertThat(first.begin(connected("a", 4, true, ""))).isPresent();
    }

    @Nested
    class WhenItFollows {
        @BeforeEach
        void begun() {
            assertThat(first.begin(connected("a", 4, false, ""))).isEmpty();
            assertThat(first.next(settled(5))).isEmpty();
        }

        @Test
        void takesOneAfterTheOther() {
            assertThat(first.next(settled(6))).isEmpty();
            assertThat(first.place()).isEqualTo(new OwnStream.Place("a", 6));
        }

        @Test
        void aGapIsToldOnce() {
            assertThat(first.next(settled(7))).contains("went from a:5 to a:7");
            assertThat(first.next(settled(8))).isEmpty();
        }

        @Test
        void aRepetitionIsAFault() {
            assertThat(first.next(settled(5))).contains("went from a:5 to a:5");
        }
    }

    @Nested
    class WhenItComesBack {
        private final OwnStream second = new OwnStream(new OwnStream.Place("a", 5));

        @Test
        void asksFromWhereTheLastSeatEnded() {
            assertThat(second.recovering(Json.object())).hasToString("{\"recover\":{\"epoch\":\"a\",\"offset\":5}}");
        }

        @Test
        void keepsThePlaceUntilItIsConnected() {
            assertThat(second.place()).isEqualTo(new OwnStream.Place("a", 5));
        }

        @Test
        void takesWhatWasMissedAndGoesOn() {
            assertThat(second.begin(connected("a", 7, true, settled(6) + "," + settled(7))))
                    .isEmpty();
            assertThat(second.next(settled(8))).isEmpty();
        }

        @Test
        void mayHaveMissedNothing() {
            assertThat(second.begin(connected("a", 5, true, ""))).isEmpty();
        }

        @Test
        void aGapBeforeWhatIsRecoveredIsAFault() {
            assertThat(second.begin(connected("a", 7, true, settled(7).toString())))
                    .contains("recovered 7 after 5, asked from a:5");
        }

        @Test
        void aGapAfterWhatIsRecoveredIsAFault() {
            assertThat(second.begin(connected("a", 7, true, settled(6).toString())))
                    .contains("recovered up to 6, but the stream is at a:7");
        }

        @Test
        void nothingIsRecoveredFromAnotherEpoch() {
            assertThat(second.begin(connected("b", 5, true, ""))).isPresent();
        }

        @Test
        void aStreamMayBeginAnewOrHaveForgottenWhatWasMissed() {
            assertThat(second.begin(connected("b", 0, false, ""))).isEmpty();
            assertThat(new OwnStream(new OwnStream.Place("a", 5)).begin(connected("a", 900, false, "")))
                    .isEmpty();
        }

        @Test
        void anEpochsOffsetsNeverGoBack() {
            assertThat(second.begin(connected("a", 4, false, ""))).contains("went back to a:4 after a:5");
        }
    }
}
