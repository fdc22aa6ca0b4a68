package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Results, corrections and voids of one round in any order, new and repeated, right and wrong, against a model that only keeps what
 * was taken: each id once, in a chain that no correction leaves, and every receipt again for ever.
 */
class RoundHistoriesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final int HISTORIES = 2_000;
    private static final int STEPS = 60;

    /** What a caller says under an id. */
    private record Said(@Nullable String replaces, int number) {}

    private final Map<String, Said> taken = new HashMap<>();
    private Round round = closed();
    private @Nullable String stands;
    private @Nullable String voidReason;
    private int version;

    private static Round closed() {
        var table = new TableTerms("t1", "acme", "roulette", "EUR", 1, 10, 1_000, 0, 0);
        return Round.EMPTY
                .apply(new RoundEvent.RoundOpened(new RoundTerms("acme~r1", table, NOW), NOW))
                .apply(new RoundEvent.BettingClosing("deadline", NOW))
                .apply(new RoundEvent.BetsClosed(List.of(), "bb", NOW));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10_000})
    void theChainOfResultsIsWhatWasTaken(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + HISTORIES; seed++) {
            var history = new RoundHistoriesTest();
            var random = new Random(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step(random, "seed=" + seed + " step=" + step);
            }
        }
    }

    private void step(Random random, String where) {
        switch (random.nextInt(8)) {
            case 0, 1 -> result("r" + random.nextInt(6), new Said(null, random.nextInt(3)), where);
            case 2, 3, 4 -> {
                String known = stands == null || random.nextInt(4) == 0 ? "r" + random.nextInt(6) : stands;
                result("r" + random.nextInt(6), new Said(known, random.nextInt(3)), where);
            }
            case 5, 6 -> settle();
            default -> {
                if (random.nextInt(6) == 0) {
                    takeBack("reason" + random.nextInt(2), where);
                }
            }
        }
        assertThat(round.version()).as(where).isEqualTo(version);
        assertThat(round.status(0, 0).outcome())
                .as(where)
                .isEqualTo(
                        stands == null || voidReason != null
                                ? null
                                : outcome(Objects.requireNonNull(taken.get(stands))
                                        .number()));
    }

    private static Outcome outcome(int number) {
        return new Outcome.Roulette(number);
    }

    private void result(String resultId, Said said, String where) {
        String replaces = said.replaces();
        RoundVerdict verdict = replaces == null
                ? round.result(resultId, outcome(said.number()), null, true, NOW)
                : round.correct(resultId, replaces, outcome(said.number()), null, true, NOW);
        String expected = expected(resultId, said);
        assertThat(name(verdict)).as("%s %s %s", where, resultId, said).isEqualTo(expected);
        if (expected.equals("accepted")) {
            taken.put(resultId, said);
            stands = resultId;
            version++;
            apply(verdict);
        }
    }

    /** Worked out from what was taken alone. */
    private String expected(String resultId, Said said) {
        if (taken.containsKey(resultId)) {
            return said.equals(taken.get(resultId)) ? "replayed" : "transaction_conflict";
        }
        if (voidReason != null) {
            return "round_voided";
        }
        if (said.replaces() == null ? stands != null : !said.replaces().equals(stands)) {
            return "result_superseded";
        }
        return stands != null && round.stage() == Stage.RESULT ? "held" : "accepted";
    }

    private void takeBack(String reason, String where) {
        RoundVerdict verdict = round.voidRound(reason, NOW);
        String expected = voidReason == null
                ? round.stage() == Stage.RESULT ? "unavailable" : "accepted"
                : voidReason.equals(reason) ? "replayed" : "transaction_conflict";
        assertThat(name(verdict)).as(where).isEqualTo(expected);
        if (expected.equals("accepted")) {
            voidReason = reason;
            version = version == 0 ? 0 : version + 1;
            apply(verdict);
        }
    }

    private void settle() {
        if (round.stage() == Stage.RESULT) {
            round = round.apply(new RoundEvent.RoundSettled(version, 0, NOW));
        } else if (round.stage() == Stage.VOIDING) {
            round = round.apply(new RoundEvent.RoundVoided(0, NOW));
        }
    }

    private void apply(RoundVerdict verdict) {
        for (RoundEvent event : ((RoundVerdict.Accept) verdict).events()) {
            round = round.apply(event);
        }
    }

    private static String name(RoundVerdict verdict) {
        if (verdict instanceof RoundVerdict.Refuse refuse) {
            return refuse.code();
        }
        if (verdict instanceof RoundVerdict.Accept accept) {
            return accept.replayed() ? "replayed" : "accepted";
        }
        return "held";
    }
}
