package io.croupier.simulations.domain;

import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.TableEvent;

/** What must hold at the moment when something is stored, judged by the journals alone. */
final class Watch {
    static void stored(World world, BookNode node, BookEvent event) {
        if (event instanceof BookEvent.IntentsRecorded && node.told().sealed()) {
            throw new Broken(Broken.Rule.ORDER, node.id + " records intents after its seal");
        }
        if (event instanceof BookEvent.SettlementPlanned plan) {
            plans(world, node, plan.resultVersion(), false);
        } else if (event instanceof BookEvent.VoidPlanned plan) {
            plans(world, node, plan.resultVersion(), true);
        }
    }

    /** Only what the round says now is planned, and from the second version on only what its table waits for. */
    private static void plans(World world, BookNode node, int version, boolean voids) {
        Book book = node.told();
        if (!book.open().isEmpty()) {
            throw new Broken(Broken.Rule.ORDER, node.id + " ends its bets with open intents: " + book.open());
        }
        RoundNode known = world.round(node.roundId);
        Round round = known == null ? Round.EMPTY : known.told();
        boolean due = voids ? round.voidReason() != null : round.stage() == Stage.RESULT;
        if (!due || round.version() != version) {
            throw new Broken(
                    Broken.Rule.ORDER,
                    node.id + " ends its bets by version " + version + " while its round is " + round.stage() + " "
                            + round.version());
        }
        TableNode table = world.table(round.requireTerms().table().tableId());
        boolean awaited = table != null
                && table.told().unsettled(node.roundId).stream()
                        .anyMatch(waiting -> waiting.status().resultVersion() == version);
        if (version > 1 && !awaited) {
            throw new Broken(
                    Broken.Rule.ORDER, node.id + " plans version " + version + ", and no table waits for its round");
        }
    }

    static void stored(World world, RoundNode node, RoundEvent event) {
        if (event instanceof RoundEvent.BetsClosed
                || event instanceof RoundEvent.FlightStarted
                || event instanceof RoundEvent.ResultRecorded) {
            requireResolved(world, node, event);
        }
    }

    static void stored(World world, TableNode node, TableEvent event) {
        if (event instanceof TableEvent.SeedRevealed revealed) {
            RoundNode round = world.round(revealed.roundId());
            if (round == null || !round.told().closed()) {
                throw new Broken(
                        Broken.Rule.ORDER,
                        node.id + " reveals a seed of a round that is not closed: " + revealed.roundId());
            }
            requireResolved(world, round, event);
        }
    }

    /** No outcome may be known before every registered book is sealed without an open intent. */
    private static void requireResolved(World world, RoundNode node, Object event) {
        for (int index : node.told().books()) {
            BookNode book = world.book(node.roundId, index);
            if (book == null || !book.told().resolved()) {
                throw new Broken(
                        Broken.Rule.ORDER,
                        node.id + " stores " + event + " while book " + index + " is not sealed or has open intents");
            }
        }
    }

    private Watch() {}
}
