package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actors are stopped in every stage of a round, by chance, as by crashes. */
class RoundCrashesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int PLAYERS = 6;
    private static final int BETS = 8;

    private static RoundsInOneNode node;

    @BeforeAll
    static void start() {
        node = new RoundsInOneNode(Clock.systemUTC());
        node.warmUp();
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void crashesInEveryStageLoseAndDoubleNothing(long seed) {
        var random = new Random(seed);
        TableTerms table = roulette("acme", 2);
        RoundTerms terms = node.open(table, LONG);
        List<String> players = new ArrayList<>();
        for (int p = 0; p < PLAYERS; p++) {
            players.add(node.player(10_000));
        }
        for (int b = 0; b < BETS; b++) {
            for (String player : players) {
                node.place(
                        terms, player, "b" + b, straight(b), 100, node.probe().getRef());
            }
            crashSomething(random, terms, players);
        }
        for (int b = 0; b < BETS; b++) {
            for (String player : players) {
                assertThat(node.bet(terms, player, "b" + b, straight(b), 100))
                        .isInstanceOf(PlayerNotice.BetAccepted.class);
            }
        }
        crashSomething(random, terms, players);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        crashSomething(random, terms, players);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Result("r1", new Outcome.Roulette(3), null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        crashSomething(random, terms, players);
        crashSomething(random, terms, players);
        var settled = node.await(terms, Stage.SETTLED);
        assertThat(settled.bets()).isEqualTo((long) PLAYERS * BETS);
        assertThat(settled.paidMinor()).isEqualTo(3_600L * PLAYERS);
        for (String player : players) {
            assertThat(node.balance(player)).as("seed=%d", seed).isEqualTo(10_000 - BETS * 100 + 3_600);
        }
    }

    private static void crashSomething(Random random, RoundTerms terms, List<String> players) {
        String player = players.get(random.nextInt(players.size()));
        switch (random.nextInt(4)) {
            case 0 -> node.crashRound(terms);
            case 1 -> node.crash("Wallet", player);
            default -> node.crashBook(terms, player);
        }
    }
}
