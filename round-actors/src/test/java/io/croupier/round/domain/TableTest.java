package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.TableEvent.ChainCommitted;
import io.croupier.round.domain.TableEvent.RoundScheduled;
import io.croupier.round.domain.TableEvent.SeedRevealed;
import io.croupier.round.domain.TableEvent.TableCreated;
import io.croupier.round.domain.TableVerdict.Accept;
import io.croupier.round.domain.TableVerdict.Refuse;
import io.croupier.round.domain.TableVerdict.Replay;
import io.croupier.round.game.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final TableTerms HOUSE =
            new TableTerms("wheel", "house", "roulette", "EUR", 4, 10, 1000, 15_000, 5_000);
    private static final TableTerms ACME = new TableTerms("theirs", "acme", "roulette", "EUR", 4, 10, 1000, 0, 0);
    private static final String SEED = "ab".repeat(32);

    private static Table house() {
        return Table.EMPTY
                .apply(new TableCreated(HOUSE, NOW))
                .apply(new ChainCommitted("chain-1", "c0".repeat(32), 2, "first", 0, NOW));
    }

    private static Table scheduled(Table table) {
        return table.apply(table.schedule(NOW));
    }

    private static RoundStatus status(TableRound round, Stage stage, int version, @Nullable Outcome outcome) {
        return new RoundStatus(round.status().terms(), stage, version, null, outcome, null, null, null, 1, 100, 0, 1);
    }

    private static Table progress(Table table, int index, Stage stage, @Nullable Outcome outcome) {
        int version = outcome == null ? 0 : 1;
        RoundStatus status = status(table.unsettled().get(index), stage, version, outcome);
        return table.apply(table.progress(status, NOW).orElseThrow());
    }

    @Nested
    class Creating {
        @ParameterizedTest
        @CsvSource({
            "'', house, roulette, EUR, 4, 10, 1000, 1000, 0, tableId",
            "a~b, house, roulette, EUR, 4, 10, 1000, 1000, 0, tableId",
            "wheel, 'a b', roulette, EUR, 4, 10, 1000, 1000, 0, owner",
            "wheel, house, poker, EUR, 4, 10, 1000, 1000, 0, game",
            "wheel, house, roulette, eur, 4, 10, 1000, 1000, 0, currency",
            "wheel, house, roulette, EUR, 0, 10, 1000, 1000, 0, books",
            "wheel, house, roulette, EUR, 65, 10, 1000, 1000, 0, books",
            "wheel, house, roulette, EUR, 4, 0, 1000, 1000, 0, minStakeMinor",
            "wheel, house, roulette, EUR, 4, 10, 9, 1000, 0, maxStakeMinor",
            "wheel, house, roulette, EUR, 4, 10, 250199979298361, 1000, 0, maxStakeMinor",
            "wheel, house, crash, EUR, 4, 10, 900719925475, 1000, 0, maxStakeMinor",
            "wheel, house, roulette, EUR, 4, 10, 1000, 0, 0, bettingWindowMs",
            "wheel, house, roulette, EUR, 4, 10, 1000, 86400001, 0, bettingWindowMs",
            "wheel, house, roulette, EUR, 4, 10, 1000, 1000, -1, pauseMs",
        })
        void namesTheFieldThatBreaksARule(
                String tableId,
                String owner,
                String game,
                String currency,
                int books,
                long min,
                long max,
                long window,
                long pause,
                String field) {
            TableTerms terms = new TableTerms(tableId, owner, game, currency, books, min, max, window, pause);
            assertThat(Table.EMPTY.create(terms, NOW)).isInstanceOfSatisfying(Refuse.class, refuse -> {
                assertThat(refuse.code()).isEqualTo("invalid_field");
                assertThat(refuse.field()).isEqualTo(field);
            });
        }

        @Test
        void takesTheHighestStakeWhosePayoutsStillFit() {
            TableTerms most = new TableTerms("w", "house", "roulette", "EUR", 1, 1, 250_199_979_298_360L, 1000, 0);
            assertThat(Table.EMPTY.create(most, NOW)).isInstanceOf(Accept.class);
        }

        @Test
        void givesNoTimesToATableThatAProviderRuns() {
            assertThat(Table.EMPTY.create(ACME, NOW)).isEqualTo(new Accept(new TableCreated(ACME, NOW)));
        }

        @Test
        void isRecognised() {
            assertThat(house().create(HOUSE, NOW)).isInstanceOf(Replay.class);
            assertThat(house().create(ACME, NOW))
                    .isInstanceOfSatisfying(
                            Refuse.class, refuse -> assertThat(refuse.code()).isEqualTo("transaction_conflict"));
        }
    }

    @Nested
    class TheHousesLoop {
        @Test
        void schedulesTheNextRoundWithTheNextSeed() {
            Table table = scheduled(house());
            assertThat(table.unsettled().get(0).ticket())
                    .isEqualTo(new TableRound.Ticket("chain-1", "c0".repeat(32), 1));
            assertThat(table.unsettled().get(0).bettingClosesAt()).isEqualTo(NOW.plusSeconds(15));
            assertThat(table.schedule(NOW))
                    .isEqualTo(new RoundScheduled("house~wheel.2", 2, 2, NOW.plusSeconds(15), NOW));
        }

        @Test
        void waitsForTheResultAndThePause() {
            assertThat(house().nextDueAt()).isEqualTo(Instant.EPOCH);
            Table table = scheduled(house());
            assertThat(table.nextDueAt()).isNull();
            assertThat(progress(table, 0, Stage.RESULT, new Outcome.Roulette(7)).nextDueAt())
                    .isEqualTo(NOW.plusSeconds(5));
            assertThat(progress(table, 0, Stage.VOIDING, null).nextDueAt()).isEqualTo(NOW.plusSeconds(5));
        }

        @Test
        void neverUsesAChainBeyondItsEndOrBeforeARestore() {
            assertThat(Table.EMPTY.chainNeeded(0)).isEqualTo("first");
            assertThat(house().chainNeeded(0)).isNull();
            assertThat(house().chainNeeded(1)).isEqualTo("restored");
            Table used = scheduled(scheduled(house()));
            assertThat(used.chainNeeded(0)).isEqualTo("exhausted");
        }

        @Test
        void barsTheSeedsOfAChainFromBeforeARestore() {
            Table table = scheduled(house());
            TableRound.Ticket ticket = new TableRound.Ticket("chain-1", "c0".repeat(32), 1);
            assertThat(table.outlived(ticket, 0)).isFalse();
            assertThat(table.outlived(ticket, 1)).isTrue();
            Table restored = table.apply(new ChainCommitted("chain-2", "c1".repeat(32), 2, "restored", 1, NOW));
            assertThat(restored.outlived(ticket, 1)).isTrue();
            Table exhausted = table.apply(new ChainCommitted("chain-2", "c1".repeat(32), 2, "exhausted", 0, NOW));
            assertThat(exhausted.outlived(ticket, 0)).isFalse();
        }

        @Test
        void keepsTheProofWithTheResult() {
            Table table = scheduled(house()).apply(new SeedRevealed("house~wheel.1", SEED, "cd".repeat(32), NOW));
            FairnessProof proof = new FairnessProof("chain-1", "c0".repeat(32), 1, SEED, "cd".repeat(32));
            assertThat(table.unsettled().get(0).proof()).isEqualTo(proof);
            Table resulted = progress(table, 0, Stage.RESULT, new Outcome.Roulette(7));
            assertThat(resulted.lastResults().get(0).proof()).isEqualTo(proof);
            assertThat(resulted.current()).isEqualTo(resulted.lastResults().get(0));
        }

        @Test
        void remembersTheLastTwentyResults() {
            Table table = house();
            for (int i = 0; i < 25; i++) {
                table = scheduled(table);
                table = progress(table, 0, Stage.RESULT, new Outcome.Roulette(i));
                table = progress(table, 0, Stage.SETTLED, new Outcome.Roulette(i));
            }
            assertThat(table.unsettled()).isEmpty();
            assertThat(table.lastResults())
                    .extracting(RoundStatus::outcome)
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .mapToObj(i -> (Outcome) new Outcome.Roulette(24 - i))
                            .toList());
        }

        @Test
        void countsNoVoidedRoundAsAResult() {
            Table table = progress(scheduled(house()), 0, Stage.RESULT, new Outcome.Roulette(7));
            Table voided = progress(progress(table, 0, Stage.VOIDING, null), 0, Stage.VOIDED, null);
            assertThat(voided.lastResults()).isEmpty();
            assertThat(voided.unsettled()).isEmpty();
        }

        @Test
        void ignoresProgressOfARoundThatItNoLongerWaitsFor() {
            Table table = scheduled(house());
            RoundStatus settled = status(table.unsettled().get(0), Stage.SETTLED, 1, new Outcome.Roulette(1));
            TableEvent event = table.progress(settled, NOW).orElseThrow();
            Table done = table.apply(event);
            assertThat(done.apply(event)).isEqualTo(done);
        }
    }

    @Nested
    class ARoundThatIsSettledAgain {
        private Table settled(int rounds) {
            Table table = house();
            for (int i = 0; i < rounds; i++) {
                table = progress(scheduled(table), 0, Stage.RESULT, new Outcome.Roulette(i));
                table = progress(table, 0, Stage.SETTLED, new Outcome.Roulette(i));
            }
            return table;
        }

        private RoundStatus again(RoundStatus before, Stage stage, int version, @Nullable Outcome outcome) {
            return new RoundStatus(before.terms(), stage, version, null, outcome, null, null, null, 1, 100, 0, 1);
        }

        private Table told(Table table, RoundStatus status) {
            return table.apply(table.progress(status, NOW.plusSeconds(60)).orElseThrow());
        }

        @Test
        void isUnsettledUntilItIsSettledAndShowsItsNewOutcomeInItsPlace() {
            Table table = settled(3);
            RoundStatus first = table.lastResults().get(2);
            Table corrected = told(table, again(first, Stage.RESULT, 2, new Outcome.Roulette(36)));
            assertThat(corrected.unsettled())
                    .extracting(TableRound::roundId)
                    .containsExactly(first.terms().roundId());
            assertThat(corrected.lastResults())
                    .extracting(RoundStatus::outcome)
                    .containsExactly(new Outcome.Roulette(2), new Outcome.Roulette(1), new Outcome.Roulette(36));
            Table done = told(corrected, again(first, Stage.SETTLED, 2, new Outcome.Roulette(36)));
            assertThat(done.unsettled()).isEmpty();
            assertThat(done.lastResults())
                    .extracting(RoundStatus::resultVersion)
                    .containsExactly(1, 1, 2);
        }

        @Test
        void leavesTheNextRoundWhereItIs() {
            Table table = settled(2);
            Table corrected = told(table, again(table.lastResults().get(0), Stage.RESULT, 2, new Outcome.Roulette(36)));
            assertThat(corrected.endedAt()).isEqualTo(table.endedAt());
            assertThat(corrected.nextDueAt()).isEqualTo(table.nextDueAt());
            assertThat(corrected.current()).isEqualTo(corrected.lastResults().get(0));
            assertThat(corrected.nextRound()).isEqualTo(table.nextRound());
        }

        @Test
        void isBroughtBackAmongTheLastResultsByNoCorrection() {
            RoundStatus old = settled(1).lastResults().get(0);
            Table table = settled(21);
            Table corrected = told(table, again(old, Stage.RESULT, 2, new Outcome.Roulette(36)));
            assertThat(corrected.lastResults()).isEqualTo(table.lastResults());
            assertThat(corrected.unsettled()).hasSize(1);
            assertThat(corrected.current()).isEqualTo(table.current());
            assertThat(told(corrected, again(old, Stage.SETTLED, 2, new Outcome.Roulette(36))))
                    .extracting(Table::unsettled, Table::lastResults)
                    .containsExactly(List.of(), table.lastResults());
        }

        @Test
        void isNoResultAnyMoreWhenItIsVoided() {
            Table table = settled(2);
            RoundStatus last = table.lastResults().get(0);
            Table voiding = told(table, again(last, Stage.VOIDING, 2, null));
            assertThat(voiding.lastResults()).hasSize(1);
            assertThat(voiding.unsettled()).hasSize(1);
            Table voided = told(voiding, again(last, Stage.VOIDED, 2, null));
            assertThat(voided.unsettled()).isEmpty();
            assertThat(voided.endedAt()).isEqualTo(table.endedAt());
        }

        @Test
        void isNotBegunByItsEnd() {
            Table table = settled(1);
            RoundStatus last = table.lastResults().get(0);
            assertThat(table.progress(again(last, Stage.SETTLED, 2, new Outcome.Roulette(36)), NOW))
                    .isEmpty();
            assertThat(table.progress(again(last, Stage.RESULT, 1, new Outcome.Roulette(36)), NOW))
                    .isEmpty();
        }
    }

    @Nested
    class AProvidersRound {
        private final Table table = Table.EMPTY.apply(new TableCreated(ACME, NOW));

        private TableVerdict open(Table table, Instant until, boolean bettingOpen) {
            return table.openRound("acme~r1", until, bettingOpen, 5, Duration.ofHours(24), NOW);
        }

        private String code(TableVerdict verdict) {
            return ((Refuse) verdict).code();
        }

        @Test
        void isScheduledUntilItsOwnDeadline() {
            assertThat(open(table, NOW.plusSeconds(60), false))
                    .isEqualTo(new Accept(new RoundScheduled("acme~r1", 0, 0, NOW.plusSeconds(60), NOW)));
        }

        @Test
        void isRefusedForADeadlineThatIsNotAhead() {
            assertThat(open(table, NOW, false))
                    .isInstanceOfSatisfying(
                            Refuse.class, refuse -> assertThat(refuse.field()).isEqualTo("bettingClosesAt"));
            assertThat(open(table, NOW.plus(Duration.ofHours(24)), false)).isInstanceOf(Accept.class);
            assertThat(code(open(table, NOW.plus(Duration.ofHours(25)), false))).isEqualTo("invalid_field");
        }

        @Test
        void isRefusedForNowWhileAnotherTakesBetsOrTooManyAreUnsettled() {
            assertThat(code(open(table, NOW.plusSeconds(60), true))).isEqualTo("round_in_progress");
            Table full = table;
            for (int i = 0; i < 6; i++) {
                full = full.apply(new RoundScheduled("acme~old-" + i, 0, 0, NOW, NOW));
            }
            assertThat(code(open(full, NOW.plusSeconds(60), false))).isEqualTo("too_many_unsettled");
        }

        @Test
        void isNotOpenedOnATableOfTheHouseOrNone() {
            assertThat(code(open(house(), NOW.plusSeconds(60), false))).isEqualTo("not_your_table");
            assertThat(code(open(Table.EMPTY, NOW.plusSeconds(60), false))).isEqualTo("unknown_table");
        }

        @Test
        void isKnownWhileItIsInMemory() {
            Table opened = table.apply(new RoundScheduled("acme~r1", 0, 0, NOW.plusSeconds(60), NOW));
            assertThat(opened.knownRound("acme~r1", NOW.plusSeconds(60))).isInstanceOf(Replay.class);
            assertThat(opened.knownRound("acme~r1", NOW.plusSeconds(61))).isInstanceOf(Refuse.class);
            assertThat(opened.knownRound("acme~r2", NOW.plusSeconds(60))).isNull();
        }

        @Test
        void isForgottenWhenItsEntityRefusesIt() {
            Table opened = table.apply(new RoundScheduled("acme~r1", 0, 0, NOW.plusSeconds(60), NOW));
            Table refused = opened.apply(new TableEvent.RoundRefused("acme~r1", "transaction_conflict", NOW));
            assertThat(refused.unsettled()).isEmpty();
            assertThat(refused.knownRound("acme~r1", NOW.plusSeconds(60))).isNull();
        }
    }

    @Nested
    class News {
        private final TableRound round = scheduled(house()).unsettled().get(0);

        private RoundStatus at(Stage stage, int version) {
            return status(round, stage, version, version == 0 ? null : new Outcome.Roulette(1));
        }

        @Test
        void ofAStepAndOfStepsPassedOver() {
            assertThat(TableNews.between(at(Stage.SCHEDULED, 0), at(Stage.BETS_OPEN, 0)))
                    .containsExactly("round_opened");
            assertThat(TableNews.between(at(Stage.CLOSING, 0), at(Stage.BETS_CLOSED, 0)))
                    .isEmpty();
            assertThat(TableNews.between(at(Stage.BETS_OPEN, 0), at(Stage.SETTLED, 1)))
                    .containsExactly("betting_closed", "round_result", "round_settled");
        }

        @Test
        void ofAVoidOnceAndOfACorrection() {
            assertThat(TableNews.between(at(Stage.BETS_OPEN, 0), at(Stage.VOIDING, 0)))
                    .containsExactly("round_voided");
            assertThat(TableNews.between(at(Stage.VOIDING, 0), at(Stage.VOIDED, 0)))
                    .isEmpty();
            assertThat(TableNews.between(at(Stage.SETTLED, 1), at(Stage.RESULT, 2)))
                    .containsExactly("round_corrected");
            assertThat(TableNews.between(at(Stage.SETTLED, 1), at(Stage.SETTLED, 2)))
                    .containsExactly("round_corrected", "round_settled");
            assertThat(TableNews.between(at(Stage.SETTLED, 2), at(Stage.VOIDING, 3)))
                    .containsExactly("round_voided");
            assertThat(TableNews.between(at(Stage.BETS_OPEN, 0), at(Stage.RESULT, 2)))
                    .containsExactly("betting_closed", "round_result");
        }

        @Test
        void neverGoBack() {
            assertThat(TableNews.movedOn(at(Stage.CLOSING, 0), at(Stage.BETS_OPEN, 0)))
                    .isFalse();
            assertThat(TableNews.movedOn(at(Stage.SETTLED, 1), at(Stage.RESULT, 1)))
                    .isFalse();
            assertThat(TableNews.movedOn(at(Stage.RESULT, 1), at(Stage.SETTLED, 1)))
                    .isTrue();
        }

        @Test
        void hideTheOutcomeUntilTheResult() {
            for (Stage stage : List.of(Stage.BETS_CLOSED, Stage.IN_FLIGHT, Stage.LANDING, Stage.VOIDING)) {
                assertThat(TableNews.visible(status(round, stage, 0, new Outcome.Roulette(1)))
                                .outcome())
                        .isNull();
            }
            assertThat(TableNews.visible(at(Stage.RESULT, 1)).outcome()).isEqualTo(new Outcome.Roulette(1));
        }
    }
}
