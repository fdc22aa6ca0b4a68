package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.Evidence.BetView;
import io.croupier.simulations.Evidence.Cash;
import io.croupier.simulations.Evidence.Counterpart;
import io.croupier.simulations.Evidence.Movement;
import io.croupier.simulations.Evidence.PlayerView;
import io.croupier.simulations.Evidence.RoundKey;
import io.croupier.simulations.Evidence.RoundView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges whether the money is where it belongs. It recomputes every stake and payout from the rules and believes no sum of
 * the program's; a bet, its money and its history must tell the same story, and nothing may be left over.
 *
 * <p>The program's audit covers all wallets. In a program of the simulation's own it must be the sum of the wallets that the
 * simulation knows, with nothing in play, and its cashier must have what was paid in and not out. In one that runs for others too
 * it must be consistent in itself; how much it moved beyond this run's wallets is a note and no difference, since nothing tells a
 * stranger's bet from money that went astray.
 */
final class Oracle {
    /** Refusals that a player of this simulation can deserve. Any other means that a bet was refused for no reason. */
    private static final Set<String> DESERVED =
            Set.of("betting_closed", "insufficient_funds", "bet_rolled_back", "round_voided");

    private final Evidence evidence;
    private final List<Difference> differences = new ArrayList<>();
    private final Map<String, Long> expectedBalances = new HashMap<>();
    private final Map<String, Map<String, List<Movement>>> moneyByBet = new HashMap<>();
    private final Map<String, Set<String>> placedBy = new HashMap<>();
    private final Map<String, Map<String, List<BetView>>> betsById = new HashMap<>();

    private Oracle(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Everything that is wrong; empty where nothing is. */
    static List<Difference> judge(Evidence evidence) {
        return new Oracle(evidence).judge();
    }

    /** What the audit says of the money of those whom the simulation does not know; empty where it stood still. */
    static Optional<String> note(Evidence evidence) {
        Evidence.Audit audit = evidence.audit();
        if (audit == null || evidence.others().still()) {
            return Optional.empty();
        }
        long wallets = audit.playersMinor() - knownMinor(evidence);
        long inPlay = audit.inPlayMinor() - evidence.others().inPlayMinor();
        return wallets == 0 && inPlay == 0
                ? Optional.empty()
                : Optional.of("During the run the program's audit moved by " + wallets + " in players' wallets and by "
                        + inPlay + " in play beyond what this run's players explain: others have played, or money went"
                        + " astray. Only a program of the simulation's own can be held to the audit's totals.");
    }

    /** All that wallets must hold where only this run's players have moved. */
    private static long knownMinor(Evidence evidence) {
        return evidence.players().values().stream()
                .map(PlayerView::balanceMinor)
                .reduce(evidence.others().walletsMinor(), Math::addExact);
    }

    private List<Difference> judge() {
        evidence.players()
                .forEach((playerId, view) -> moneyByBet.put(
                        playerId, view.transactions().stream().collect(Collectors.groupingBy(Movement::betId))));
        evidence.players()
                .forEach((playerId, view) ->
                        betsById.put(playerId, view.bets().stream().collect(Collectors.groupingBy(BetView::betId))));
        evidence.cash().forEach(cash -> expectedBalances.merge(cash.playerId(), cash.amountMinor(), Math::addExact));
        placedBy.putAll(evidence.bets().stream()
                .map(BetStory::placed)
                .collect(Collectors.groupingBy(
                        Placed::playerId, Collectors.mapping(Placed::betId, Collectors.toSet()))));
        evidence.bets().forEach(this::judgeBet);
        evidence.players().forEach(this::judgePlayer);
        judgeAudit();
        return List.copyOf(differences);
    }

    private void judgeBet(BetStory story) {
        Placed bet = story.placed();
        PlayerView view = evidence.players().get(bet.playerId());
        if (view == null) {
            differ("player is missing", story, "no wallet to be seen");
            return;
        }
        judgeAnswers(story);
        List<BetView> seen = betsById.getOrDefault(bet.playerId(), Map.of()).getOrDefault(bet.betId(), List.of());
        List<Movement> money = moneyByBet.getOrDefault(bet.playerId(), Map.of()).getOrDefault(bet.betId(), List.of());
        if (story.accepted()) {
            judgeAccepted(story, seen, money);
        } else if (story.rejected()) {
            judgeRejected(story, seen, money);
        }
    }

    private void judgeAnswers(BetStory story) {
        if (!story.answered()) {
            differ("bet has no answer", story, "every request must be decided in the end");
        }
        if (story.accepted() && story.cashOutOpen()) {
            differ("cash-out has no answer", story, "every request must be decided in the end");
        }
        Set<Object> answers = new HashSet<>();
        story.acceptances().forEach(answer -> answers.add("accepted"));
        story.acceptances().stream()
                .filter(answer -> answer.walletVersion() != null)
                .forEach(answer -> answers.add(answer.toString()));
        answers.addAll(story.rejections());
        long versions =
                answers.stream().filter(answer -> !answer.equals("accepted")).count();
        if (versions > 1 || (story.accepted() && story.rejected())) {
            differ("answers differ", story, "the same request got " + answers);
        }
        if (Set.copyOf(story.cashOuts()).size() > 1) {
            differ("cash-outs differ", story, "the same cash-out got " + story.cashOuts());
        }
        boolean otherStake = story.acceptances().stream()
                .anyMatch(answer -> answer.stakeMinor() != story.placed().stakeMinor());
        if (otherStake) {
            differ("stake differs", story, "accepted " + story.acceptances());
        }
    }

    private void judgeRejected(BetStory story, List<BetView> seen, List<Movement> money) {
        story.rejections().stream()
                .filter(answer -> !DESERVED.contains(answer.code()))
                .forEach(answer -> differ("rejected for no reason", story, answer.code()));
        if (money.stream().anyMatch(movement -> movement.amountMinor() != 0)) {
            long left = money.stream().mapToLong(Movement::amountMinor).sum();
            if (left != 0 || money.size() > 2) {
                differ("rejected bet moved money", story, money.toString());
            }
        }
        if (seen.stream().anyMatch(view -> !view.state().equals("rejected"))) {
            differ("rejected bet is in the books", story, seen.toString());
        }
        if (!story.settlements().isEmpty()) {
            differ("rejected bet was settled", story, story.settlements().toString());
        }
    }

    private void judgeAccepted(BetStory story, List<BetView> seen, List<Movement> money) {
        Placed bet = story.placed();
        if (seen.size() != 1) {
            differ("accepted bet is " + (seen.isEmpty() ? "lost" : "doubled"), story, seen.toString());
            return;
        }
        BetView view = seen.get(0);
        if (!view.table().equals(bet.table())
                || !view.roundId().equals(bet.roundId())
                || !view.selection().equals(bet.selection())
                || view.stakeMinor() != bet.stakeMinor()) {
            differ("bet has other content", story, view.toString());
        }
        var round = new RoundKey(bet.table(), bet.roundId());
        RoundView cameOut = evidence.rounds().get(round);
        if (cameOut == null) {
            differ("round is missing", story, round.toString());
            return;
        }
        boolean brokenOff = evidence.brokenOff().contains(round);
        JsonNode outcome = cameOut.outcome();
        if (outcome != null) {
            CashOuts.fault(story, outcome, !brokenOff)
                    .ifPresent(fault -> differ("cash-out beyond the flight", story, fault));
        }
        List<Fate> fates = Fate.allowed(story, cameOut, brokenOff);
        Optional<Fate> fate = fates.stream().filter(one -> one.matches(view)).findFirst();
        if (fate.isEmpty()) {
            differ("wrong end", story, "is " + view + ", must be " + fates + " after " + cameOut);
            return;
        }
        long payout = fate.get().payoutMinor();
        expectedBalances.merge(bet.playerId(), Math.subtractExact(payout, bet.stakeMinor()), Math::addExact);
        if (story.settlements().stream().anyMatch(settled -> settled.payoutMinor() != payout)) {
            differ("player was told another payout", story, "must be " + payout);
        }
        judgeMoney(story, money, fate.get());
    }

    private void judgeMoney(BetStory story, List<Movement> money, Fate fate) {
        List<Movement> debits = money.stream().filter(m -> m.amountMinor() < 0).toList();
        List<Movement> credits = money.stream().filter(m -> m.amountMinor() > 0).toList();
        if (debits.size() != 1
                || debits.get(0).amountMinor() != -story.placed().stakeMinor()
                || !debits.get(0).kind().equals("bet")) {
            differ("stake was not taken once", story, money.toString());
        }
        boolean paidOnce = fate.payoutMinor() == 0
                ? credits.isEmpty()
                : credits.size() == 1
                        && credits.get(0).amountMinor() == fate.payoutMinor()
                        && fate.creditKinds().contains(credits.get(0).kind());
        if (!paidOnce) {
            differ("payout was not paid once", story, "must be " + fate + ", is " + money);
        }
    }

    private void judgePlayer(String playerId, PlayerView view) {
        long expected = expectedBalances.getOrDefault(playerId, 0L);
        if (view.balanceMinor() != expected) {
            differ("balance is not explained", playerId, "is " + view.balanceMinor() + ", must be " + expected);
        }
        long running = 0;
        for (int i = view.transactions().size() - 1; i >= 0; i--) {
            Movement movement = view.transactions().get(i);
            running = Math.addExact(running, movement.amountMinor());
            if (movement.balanceMinor() != running) {
                differ("transactions do not add up", playerId, movement + " should leave " + running);
                running = movement.balanceMinor();
            }
        }
        if (running != view.balanceMinor()) {
            differ(
                    "transactions do not add up",
                    playerId,
                    "their end is " + running + ", the balance " + view.balanceMinor());
        }
        judgeStrangers(playerId, view);
    }

    /** Nothing in a history that the simulation did not ask for, and nothing twice. */
    private void judgeStrangers(String playerId, PlayerView view) {
        Set<String> ids = new HashSet<>();
        view.transactions().stream()
                .filter(movement -> !ids.add(movement.kind() + " " + movement.transactionId()))
                .forEach(twice -> differ("transaction is there twice", playerId, twice.toString()));
        Set<String> ours = placedBy.getOrDefault(playerId, Set.of());
        view.bets().stream()
                .filter(bet -> !ours.contains(bet.betId()))
                .forEach(bet -> differ("bet that nobody placed", playerId, bet.toString()));
        Map<Long, Integer> open = new TreeMap<>();
        evidence.cash().stream()
                .filter(cash -> cash.playerId().equals(playerId) && cash.amountMinor() != 0)
                .map(Cash::amountMinor)
                .forEach(amount -> open.merge(amount, 1, Integer::sum));
        view.transactions().stream()
                .filter(movement -> movement.amountMinor() != 0 && !ours.contains(movement.betId()))
                .forEach(movement -> {
                    int left = open.merge(movement.amountMinor(), -1, Integer::sum);
                    if (left < 0) {
                        differ("money that nobody moved", playerId, movement.toString());
                    }
                });
        open.forEach((amount, left) -> {
            if (left > 0) {
                differ("acknowledged money is missing", playerId, left + " x " + amount);
            }
        });
    }

    private void judgeAudit() {
        Evidence.Audit audit = evidence.audit();
        if (audit == null) {
            return;
        }
        if (audit.sumMinor() != 0) {
            differ("ledger does not sum to zero", "audit", audit.toString());
        }
        if (!audit.inconsistencies().equals("[]")) {
            differ("audit finds faults itself", "audit", audit.inconsistencies());
        }
        if (!evidence.others().still()) {
            return;
        }
        if (audit.inPlayMinor() != evidence.others().inPlayMinor()) {
            differ("stakes are in play though every bet has ended", "audit", audit.toString());
        }
        long known = knownMinor(evidence);
        if (audit.playersMinor() != known) {
            differ("audit differs from the wallets", "audit", audit + ", wallets " + known);
        }
        Long before = evidence.others().cashierMinor();
        if (before != null && audit.cashierMinor() != Math.subtractExact(before, paidInMinor())) {
            differ(
                    "audit differs from the deposits and withdrawals",
                    "audit",
                    audit + ", paid in " + paidInMinor() + " more than out");
        }
    }

    private long paidInMinor() {
        return evidence.cash().stream()
                .filter(cash -> cash.counterpart() == Counterpart.CASHIER)
                .mapToLong(Cash::amountMinor)
                .reduce(0, Math::addExact);
    }

    private void differ(String rule, BetStory story, String detail) {
        differences.add(new Difference(rule, story.placed().key().toString(), detail, story.print()));
    }

    private void differ(String rule, String about, String detail) {
        differences.add(Difference.of(rule, about, detail));
    }
}
