package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Game;
import io.croupier.round.game.Game.InvalidField;
import io.croupier.round.game.Games;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The simulation's rules against known pay-outs, and against the program's own: two implementations, one result. */
class HouseRulesTest {
    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    @Test
    void paysTheStakeThirtySixFoldSharedAmongThePockets() {
        assertThat(HouseRules.roulette(json("{'kind':'straight','numbers':[17]}"), 100, 17))
                .isEqualTo(3_600);
        assertThat(HouseRules.roulette(json("{'kind':'corner','numbers':[1,2,4,5]}"), 100, 4))
                .isEqualTo(900);
        assertThat(HouseRules.roulette(json("{'kind':'dozen','index':2}"), 100, 24))
                .isEqualTo(300);
        assertThat(HouseRules.roulette(json("{'kind':'column','index':3}"), 100, 36))
                .isEqualTo(300);
        assertThat(HouseRules.roulette(json("{'kind':'red'}"), 100, 32)).isEqualTo(200);
    }

    @Test
    void zeroLosesEverythingButItsOwnBets() {
        for (String kind : new String[] {"red", "black", "even", "odd", "low", "high"}) {
            assertThat(HouseRules.roulette(Json.object().put("kind", kind), 100, 0))
                    .isZero();
        }
        assertThat(HouseRules.roulette(json("{'kind':'first_four','numbers':[0,1,2,3]}"), 100, 0))
                .isEqualTo(900);
    }

    @Test
    void agreesWithTheProgramOnEveryKindOfBet() throws InvalidField {
        var random = new SplittableRandom(7);
        Game roulette = Games.of("roulette");
        for (int i = 0; i < 20_000; i++) {
            JsonNode selection = Selections.roulette(random);
            int pocket = random.nextInt(37);
            long stake = random.nextInt(1, 100_000);
            long theirs = roulette.payoutMinor(
                    roulette.parseSelection(selection),
                    stake,
                    roulette.parseOutcome(Json.object().put("number", pocket)),
                    0);
            assertThat(HouseRules.roulette(selection, stake, pocket))
                    .as("%s on %s", selection, pocket)
                    .isEqualTo(theirs);
        }
    }

    @Test
    void agreesWithTheProgramOnFlights() throws InvalidField {
        var random = new SplittableRandom(8);
        Game crash = Games.of("crash");
        for (int i = 0; i < 20_000; i++) {
            JsonNode selection = Selections.crash(random);
            int bust = random.nextInt(100, 300);
            long stake = random.nextInt(1, 100_000);
            long theirs = crash.payoutMinor(
                    crash.parseSelection(selection),
                    stake,
                    crash.parseOutcome(Json.object().put("bustX100", bust)),
                    0);
            assertThat(HouseRules.crashByItself(selection, stake, bust))
                    .as("%s at %s", selection, bust)
                    .isEqualTo(theirs);
        }
    }

    @Test
    void agreesWithTheProgramOnHowLongFlightsLast() {
        for (int bust = 100; bust <= 1_000_000; bust += bust < 3_000 ? 1 : 997) {
            assertThat(HouseRules.flightMs(bust)).as("to %d", bust).isEqualTo(Crash.elapsedMsAt(bust));
        }
        assertThat(HouseRules.flightMs(1_000_000)).isEqualTo(Crash.elapsedMsAt(1_000_000));
    }

    @Test
    void drawsWhatTheProgramDraws() throws Exception {
        byte[] seed = MessageDigest.getInstance("SHA-256").digest(new byte[] {1});
        byte[] clientSeed = MessageDigest.getInstance("SHA-256").digest(new byte[] {2});
        byte[] commitment = MessageDigest.getInstance("SHA-256").digest(seed);
        for (String name : new String[] {"roulette", "crash"}) {
            Game game = Games.of(name);
            var round = Json.object();
            round.set("outcome", game.toJson(game.draw(seed, clientSeed)));
            round.putObject("proof")
                    .put("commitment", HexFormat.of().formatHex(commitment))
                    .put("index", 1)
                    .put("seed", HexFormat.of().formatHex(seed))
                    .put("clientSeed", HexFormat.of().formatHex(clientSeed));
            assertThat(Fairness.fault(round)).isEmpty();
            round.withObject("/proof").put("index", 2);
            assertThat(Fairness.fault(round)).isPresent();
        }
    }
}
