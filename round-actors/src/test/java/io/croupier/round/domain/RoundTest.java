package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RoundTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(10);
    private static final RoundTerms TERMS = terms("acme");
    private static final Outcome SEVEN = new Outcome.Roulette(7);

    private static RoundTerms terms(String owner) {
        return new RoundTerms(
                owner + "~r1", new TableTerms("t1", owner, "roulette", "EUR", 4, 10, 1_000, 0, 0), DEADLINE);
    }

    private static Round open() {
        return Round.EMPTY.apply(new RoundEvent.RoundOpened(TERMS, NOW)).apply(new RoundEvent.BookRegistered(2, NOW));
    }

    private static Round closing() {
        return open().apply(new RoundEvent.BettingClosing("deadline", DEADLINE));
    }

    private static Round closed() {
        return closing()
                .apply(new RoundEvent.BetsClosed(List.of(new RoundEvent.BookTotals(2, 3, 300, "aa")), "bb", DEADLINE));
    }

    private static Round decided() {
        return closed().apply(new RoundEvent.ResultRecorded(1, "res", null, SEVEN, null, null, DEADLINE));
    }

    private static Round voiding() {
        return open().apply(new RoundEvent.VoidAccepted("rain", 0, NOW));
    }

    private static String code(RoundVerdict verdict) {
        return verdict instanceof RoundVerdict.Refuse refuse ? refuse.code() : verdict.toString();
    }

    private static List<RoundEvent> events(RoundVerdict verdict) {
        assertThat(verdict).isInstanceOf(RoundVerdict.Accept.class);
        return ((RoundVerdict.Accept) verdict).events();
    }

    private static void replays(RoundVerdict verdict) {
        assertThat(verdict).isEqualTo(new RoundVerdict.Accept(List.of(), true));
    }

    @Nested
    class WhenNeverOpened {
        @Test
        void knowsNothing() {
            assertThat(code(Round.EMPTY.close(null, NOW))).isEqualTo("round_not_found");
            assertThat(code(Round.EMPTY.voidRound("rain", NOW))).isEqualTo("round_not_found");
            assertThat(code(Round.EMPTY.result("res", SEVEN, null, false, NOW))).isEqualTo("round_not_found");
            assertThat(Round.EMPTY.refusesBook(0, NOW)).isEqualTo("round_not_found");
        }
    }

    @Nested
    class WhenOpen {
        @Test
        void openingItAgainIsTheSameOrAConflict() {
            replays(open().open(TERMS, NOW));
            assertThat(code(open().open(terms("other"), NOW))).isEqualTo("transaction_conflict");
        }

        @Test
        void booksRegisterUntilTheDeadline() {
            assertThat(open().refusesBook(1, DEADLINE.minusMillis(1))).isNull();
            assertThat(open().refusesBook(1, DEADLINE)).isEqualTo("betting_closed");
            assertThat(open().refusesBook(2, DEADLINE)).isNull();
            assertThat(open().refusesBook(4, NOW)).isEqualTo("round_not_found");
        }

        @Test
        void aCloseSealsItAndIsTheSameForEver() {
            Round round = open();
            for (RoundEvent event : events(round.close(null, NOW))) {
                round = round.apply(event);
            }
            assertThat(round.stage()).isEqualTo(Stage.CLOSING);
            replays(round.close(null, NOW.plusSeconds(5)));
            assertThat(code(round.close(NOW, NOW))).isEqualTo("transaction_conflict");
        }

        @Test
        void aResultSealsItFirst() {
            assertThat(open().result("res", SEVEN, null, false, NOW))
                    .isEqualTo(new RoundVerdict.Hold(List.of(new RoundEvent.BettingClosing("result", NOW))));
        }
    }

    @Nested
    class WhenClosed {
        @Test
        void takesNoBookThatItDoesNotKnow() {
            assertThat(closing().refusesBook(1, NOW)).isEqualTo("betting_closed");
            assertThat(closing().refusesBook(2, NOW)).isNull();
        }

        @Test
        void aResultWaitsForTheBooksCheck() {
            assertThat(closed().result("res", SEVEN, null, false, NOW)).isEqualTo(new RoundVerdict.Hold(List.of()));
            assertThat(closing().result("res", SEVEN, null, true, NOW)).isEqualTo(new RoundVerdict.Hold(List.of()));
            assertThat(events(closed().result("res", SEVEN, null, true, NOW)))
                    .containsExactly(new RoundEvent.ResultRecorded(1, "res", null, SEVEN, null, null, NOW));
        }

        @Test
        void aLateCloseMayStillVoidLateBets() {
            Round round = closed();
            for (RoundEvent event : events(round.close(NOW, DEADLINE))) {
                round = round.apply(event);
            }
            assertThat(round.stage()).isEqualTo(Stage.BETS_CLOSED);
            assertThat(round.closedAt()).isEqualTo(NOW);
        }

        @Test
        void refusesAResultThatMakesNoSense() {
            assertThat(code(closed().result("res", null, null, true, NOW))).isEqualTo("invalid_field");
            assertThat(code(closed().result("res", new Outcome.Crash(100), null, true, NOW)))
                    .isEqualTo("invalid_field");
            assertThat(code(payouts(new BetPayout("ann", "b1", -1)))).isEqualTo("invalid_field");
            assertThat(code(payouts(new BetPayout("ann", "b1", 1), new BetPayout("ann", "b1", 2))))
                    .isEqualTo("invalid_field");
            Round house = Round.EMPTY.apply(new RoundEvent.RoundOpened(terms("house"), NOW));
            assertThat(code(house.result("res", SEVEN, null, true, NOW))).isEqualTo("not_your_table");
        }

        private RoundVerdict payouts(BetPayout... payouts) {
            return closed().result("res", null, List.of(payouts), true, NOW);
        }

        @Test
        void saysItsTotals() {
            RoundStatus status = closed().status(0, 3);
            assertThat(status.bets()).isEqualTo(3);
            assertThat(status.stakedMinor()).isEqualTo(300);
            assertThat(status.unsettled()).isEqualTo(3);
        }
    }

    @Nested
    class WhenTheResultStands {
        @Test
        void itIsReplayedConflictsOrIsSuperseded() {
            replays(decided().result("res", SEVEN, null, false, NOW));
            assertThat(code(decided().result("res", new Outcome.Roulette(8), null, false, NOW)))
                    .isEqualTo("transaction_conflict");
            assertThat(code(decided().result("res2", SEVEN, null, false, NOW))).isEqualTo("result_superseded");
        }

        @Test
        void itCannotBeVoidedWhileItIsSettled() {
            assertThat(code(decided().voidRound("rain", NOW))).isEqualTo("unavailable");
            assertThat(code(decided().close(NOW, NOW))).isEqualTo("round_settled");
        }

        @Test
        void settledItKeepsItsTotalForGood() {
            Round settled = decided().apply(new RoundEvent.RoundSettled(1, 3_600, DEADLINE));
            assertThat(settled.finished()).isTrue();
            assertThat(settled.status(0, 9))
                    .extracting(RoundStatus::paidMinor, RoundStatus::unsettled)
                    .containsExactly(3_600L, 0L);
        }
    }

    @Nested
    class WhenSettled {
        private static final Outcome EIGHT = new Outcome.Roulette(8);
        private final Round settled = decided().apply(new RoundEvent.RoundSettled(1, 3_600, DEADLINE));

        private RoundVerdict correct(Round round, String resultId, String replaces) {
            return round.correct(resultId, replaces, EIGHT, null, true, NOW);
        }

        private Round corrected() {
            Round round = settled;
            for (RoundEvent event : events(correct(settled, "res2", "res"))) {
                round = round.apply(event);
            }
            return round;
        }

        @Test
        void aCorrectionIsTheNextVersionAndIsSettledAgain() {
            Round again = corrected();
            assertThat(again)
                    .extracting(Round::stage, Round::version, Round::again)
                    .containsExactly(Stage.RESULT, 2, true);
            assertThat(again.status(3_600, 3)).extracting(RoundStatus::outcome).isEqualTo(EIGHT);
            Round done = again.apply(new RoundEvent.RoundSettled(2, 0, NOW));
            assertThat(done).extracting(Round::stage, Round::paidMinor).containsExactly(Stage.SETTLED, 0L);
            assertThat(events(correct(done, "res3", "res2")))
                    .containsExactly(new RoundEvent.ResultRecorded(3, "res3", "res2", EIGHT, null, null, NOW));
        }

        @Test
        void aCorrectionWaitsForTheBooksCheckAndBehindTheSettlement() {
            assertThat(settled.correct("res2", "res", EIGHT, null, false, NOW))
                    .isEqualTo(new RoundVerdict.Hold(List.of()));
            assertThat(correct(decided(), "res2", "res")).isEqualTo(new RoundVerdict.Hold(List.of()));
            assertThat(correct(corrected(), "res3", "res2")).isEqualTo(new RoundVerdict.Hold(List.of()));
        }

        @Test
        void aCorrectionMustNameTheResultThatStands() {
            assertThat(code(correct(settled, "res2", "other"))).isEqualTo("result_superseded");
            assertThat(code(correct(corrected(), "res3", "res"))).isEqualTo("result_superseded");
            assertThat(code(correct(closed(), "res2", "res"))).isEqualTo("result_superseded");
            assertThat(code(settled.correct("res2", "res", null, null, true, NOW)))
                    .isEqualTo("invalid_field");
        }

        @Test
        void everyResultThatWasTakenKeepsItsReceiptForEver() {
            Round again = corrected().apply(new RoundEvent.RoundSettled(2, 0, NOW));
            replays(again.result("res", SEVEN, null, false, NOW));
            replays(correct(again, "res2", "res"));
            assertThat(code(again.result("res", EIGHT, null, false, NOW))).isEqualTo("transaction_conflict");
            assertThat(code(again.result("res2", EIGHT, null, false, NOW))).isEqualTo("transaction_conflict");
            assertThat(code(correct(again, "res", "res2"))).isEqualTo("transaction_conflict");
            Round voided = again.apply(new RoundEvent.VoidAccepted("rain", 3, NOW));
            replays(voided.result("res", SEVEN, null, false, NOW));
            replays(correct(voided, "res2", "res"));
        }

        @Test
        void aVoidIsTheNextVersionAndNothingCorrectsIt() {
            assertThat(events(corrected()
                            .apply(new RoundEvent.RoundSettled(2, 0, NOW))
                            .voidRound("rain", NOW)))
                    .containsExactly(new RoundEvent.VoidAccepted("rain", 3, NOW));
            Round voiding = settled.apply(new RoundEvent.VoidAccepted("rain", 2, NOW));
            assertThat(voiding).extracting(Round::stage, Round::again).containsExactly(Stage.VOIDING, true);
            replays(voiding.voidRound("rain", NOW));
            Round voided = voiding.apply(new RoundEvent.RoundVoided(300, NOW));
            assertThat(code(correct(voided, "res2", "res"))).isEqualTo("round_voided");
            assertThat(voided.status(0, 0))
                    .extracting(RoundStatus::resultVersion, RoundStatus::outcome, RoundStatus::paidMinor)
                    .containsExactly(2, null, 300L);
        }

        @Test
        void aRoundOfTheHouseIsVoidedAndNeverCorrected() {
            Round house = Round.EMPTY
                    .apply(new RoundEvent.RoundOpened(terms("house"), NOW))
                    .apply(new RoundEvent.BettingClosing("deadline", DEADLINE))
                    .apply(new RoundEvent.BetsClosed(List.of(), "bb", DEADLINE))
                    .apply(new RoundEvent.ResultRecorded(1, null, null, SEVEN, null, null, DEADLINE))
                    .apply(new RoundEvent.RoundSettled(1, 0, DEADLINE));
            assertThat(code(correct(house, "res2", "res"))).isEqualTo("not_your_table");
            assertThat(events(house.voidRound("rain", NOW))).hasSize(1);
        }

        @Test
        void itHasOnlySoManyResults() {
            Round round = settled;
            for (int version = 2; version <= Round.MOST_VERSIONS; version++) {
                round = round.apply(new RoundEvent.ResultRecorded(
                                version,
                                "r" + version,
                                version == 2 ? "res" : "r" + (version - 1),
                                EIGHT,
                                null,
                                null,
                                NOW))
                        .apply(new RoundEvent.RoundSettled(version, 0, NOW));
            }
            assertThat(code(correct(round, "more", "r" + Round.MOST_VERSIONS))).isEqualTo("too_many_corrections");
            assertThat(events(round.voidRound("rain", NOW))).hasSize(1);
        }
    }

    @Nested
    class WhenVoiding {
        @Test
        void theReceiptIsReplayedAndNothingElseIsTaken() {
            replays(voiding().voidRound("rain", NOW));
            assertThat(code(voiding().voidRound("snow", NOW))).isEqualTo("transaction_conflict");
            assertThat(code(voiding().result("res", SEVEN, null, false, NOW))).isEqualTo("round_voided");
            assertThat(code(voiding().close(null, NOW))).isEqualTo("round_voided");
            assertThat(voiding().refusesBook(1, NOW)).isEqualTo("round_voided");
        }

        @Test
        void theBooksAreSealedFirst() {
            assertThat(voiding().closed()).isFalse();
            Round sealed = voiding()
                    .apply(new RoundEvent.BetsClosed(
                            List.of(new RoundEvent.BookTotals(2, 3, 300, "aa")), "bb", DEADLINE));
            assertThat(sealed.stage()).isEqualTo(Stage.VOIDING);
            assertThat(sealed.closed()).isTrue();
            assertThat(sealed.apply(new RoundEvent.RoundVoided(300, DEADLINE)).stage())
                    .isEqualTo(Stage.VOIDED);
        }
    }
}
