package io.croupier.simulations.domain;

import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does with one round, from its opening to its last correction: a result or a void, then up to three
 * corrections, some while the result before is being settled, some that cross each other, old ones again, and a void of what
 * was settled.
 */
final class Dealer {
    private static final int POCKETS = 37;
    private static final long ASK_AGAIN_MS = 300;

    private final Script script;
    private final Crowd crowd;
    private final SplittableRandom random;
    private final String round;
    private final String internal;
    private final long openAt;
    private final Instant closes;
    /** What was said of the round's results, in the order in which it was said first. */
    private final List<Call> said = new ArrayList<>();

    private @Nullable Call opening;

    Dealer(Script script, TableTerms terms, String round, long openAt) {
        this.script = script;
        this.crowd = script.crowd;
        this.random = script.random;
        this.round = round;
        this.internal = terms.internalRoundId(round);
        this.openAt = openAt;
        this.closes = World.START.plusMillis(openAt + script.between(2_500, 4_500));
    }

    void plan() {
        script.act(
                openAt,
                "open round " + round,
                () -> opening = crowd.ask(TableNode.id(Script.TABLE), new Message.OpenRound(round, closes)));
        if (random.nextInt(2) == 0) {
            Instant closedAt =
                    random.nextInt(2) == 0 ? null : World.START.plusMillis(openAt + script.between(800, 4_500));
            script.act(
                    openAt + script.between(1_000, 4_800),
                    "close round " + round + " as of " + closedAt,
                    () -> crowd.ask(RoundNode.id(internal), new Message.Close(closedAt)));
        }
        long at = openAt + script.between(2_000, 7_500);
        if (random.nextInt(6) == 0) {
            script.act(at, "void round " + round, () -> afterOpening(this::end));
        } else {
            results(at);
        }
        if (random.nextInt(6) == 0) {
            long later = random.nextBoolean() ? script.about(at) : at + script.between(1_000, 9_000);
            script.act(later, "void round " + round + " too", () -> afterOpening(this::end));
        }
    }

    private void results(long at) {
        boolean listed = random.nextBoolean();
        int pocket = random.nextInt(POCKETS);
        script.act(at, "result of round " + round, () -> afterOpening(() -> say("res-" + round, null, listed, pocket)));
        if (random.nextInt(4) == 0) {
            script.act(
                    script.about(at),
                    "another result of round " + round,
                    () -> afterOpening(() -> say("res2-" + round, null, listed, (pocket + 1) % POCKETS)));
        }
        if (listed && random.nextInt(3) == 0) {
            script.act(
                    at - 10,
                    "payout of an unknown bet in " + round,
                    () -> afterOpening(() -> unknownBet("res0-", null)));
        }
        if (random.nextInt(3) > 0) {
            corrections(at);
        }
    }

    private void corrections(long resultAt) {
        long at = resultAt;
        String stands = "res-" + round;
        int corrections = 1 + random.nextInt(3);
        for (int n = 1; n <= corrections; n++) {
            String id = "cor" + n + "-" + round;
            at += random.nextBoolean() ? script.between(5, 120) : script.between(200, 4_000);
            correction(at, id, stands);
            if (random.nextInt(4) == 0) {
                correction(at + script.between(-20, 60), "x" + id, stands);
            }
            if (random.nextInt(6) == 0) {
                correction(script.about(at), id, stands);
            }
            stands = id;
        }
        if (random.nextInt(8) == 0) {
            String standing = stands;
            script.act(
                    script.about(at),
                    "correction by an unknown bet in " + round,
                    () -> afterOpening(() -> unknownBet("cor0-", standing)));
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            int which = random.nextInt(8);
            script.act(at + script.between(-1_000, 5_000), "a result of round " + round + " again", () -> again(which));
        }
        if (random.nextInt(3) > 0) {
            long spentAt = resultAt + script.between(100, 2_500);
            long wonAt = at + script.between(200, 5_000);
            script.players().forEach(player -> spends(player, spentAt, wonAt));
        }
    }

    /** A player who has nothing left when something is taken back, and wins elsewhere later. */
    private void spends(String player, long atMs, long wonAtMs) {
        var elsewhere = new Reference(null, "slots", "acme~after-" + round, "");
        String bet = "prv~acme~after-" + round;
        long amount = script.between(1, 200);
        script.act(atMs, "withdraw all of " + player + ", and bet nothing as " + bet, () -> {
            crowd.withdrawAll(player, "op~all-" + round);
            crowd.transact(player, new Transaction.Bet(bet, 0, Script.EUR, elsewhere));
        });
        script.act(
                wonAtMs,
                "win " + amount + " of " + player + " for " + bet,
                () -> crowd.transact(
                        player, new Transaction.Win(bet + ".won", bet, amount, Script.EUR, false, elsewhere)));
    }

    /** Most providers wait for what they have said before, as its receipt is what they may rely on. */
    private void correction(long atMs, String id, String replaces) {
        boolean listed = random.nextBoolean();
        int pocket = random.nextInt(POCKETS);
        boolean patient = random.nextInt(4) > 0;
        script.act(atMs, "correction " + id + " of " + replaces + (patient ? " when that is taken" : ""), () -> {
            Runnable say = () -> say(id, replaces, listed, pocket);
            afterOpening(patient ? () -> afterReceipt(replaces, say) : say);
        });
    }

    /** A provider reports no result of a round of which it does not know whether it was opened. */
    private void afterOpening(Runnable next) {
        if (opening != null && opening.answer == null) {
            crowd.later(ASK_AGAIN_MS, () -> afterOpening(next));
        } else {
            next.run();
        }
    }

    private void afterReceipt(String resultId, Runnable next) {
        boolean open = said.stream()
                .anyMatch(call -> call.answer == null
                        && call.message instanceof Message.Result result
                        && result.resultId().equals(resultId));
        if (open) {
            crowd.later(ASK_AGAIN_MS, () -> afterReceipt(resultId, next));
        } else {
            next.run();
        }
    }

    private void end() {
        crowd.ask(RoundNode.id(internal), new Message.VoidRound("provider"));
    }

    private void say(String resultId, @Nullable String replaces, boolean listed, int pocket) {
        said.add(crowd.ask(
                RoundNode.id(internal),
                listed
                        ? new Message.Result(resultId, replaces, null, crowd.payouts(internal, pocket))
                        : new Message.Result(resultId, replaces, new Outcome.Roulette(pocket), null)));
    }

    private void again(int which) {
        if (!said.isEmpty()) {
            crowd.ask(RoundNode.id(internal), said.get(which % said.size()).message);
        }
    }

    private void unknownBet(String resultId, @Nullable String replaces) {
        List<BetPayout> payouts = new ArrayList<>(crowd.payouts(internal, 1));
        payouts.add(new BetPayout("ann", "never-placed", 100));
        crowd.ask(RoundNode.id(internal), new Message.Result(resultId + round, replaces, null, payouts));
    }
}
