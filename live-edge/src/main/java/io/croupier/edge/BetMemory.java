package io.croupier.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Selection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a player's stream remembers of the player's bets, for snapshots: the open ones, and the last settled of each table. */
final class BetMemory {
    private static final int MAX_TABLES = 64;

    private final int maxOpen;
    private final int maxSettled;
    private final Map<String, Bet> open = new LinkedHashMap<>();
    private final Map<String, Deque<Bet>> settled = new LinkedHashMap<>();

    /** One bet; {@code selection} is its public JSON. */
    private record Bet(
            String betId,
            String table,
            String roundId,
            String selection,
            long stakeMinor,
            String state,
            int cashedOutX100,
            long payoutMinor,
            int resultVersion,
            Instant at) {
        Bet with(String newState, int cashedOut, long payout, int version) {
            return new Bet(betId, table, roundId, selection, stakeMinor, newState, cashedOut, payout, version, at);
        }

        String json() {
            ObjectNode json = Json.object();
            json.put("betId", betId);
            json.put("table", table);
            json.put("roundId", roundId);
            Json.raw(json, "selection", selection);
            json.put("stakeMinor", stakeMinor);
            json.put("state", state);
            json.put("cashedOutX100", cashedOutX100);
            json.put("payoutMinor", payoutMinor);
            json.put("resultVersion", resultVersion);
            json.put("at", Json.time(at));
            return Json.text(json);
        }
    }

    BetMemory(int maxOpen, int maxSettled) {
        this.maxOpen = maxOpen;
        this.maxSettled = maxSettled;
    }

    /** The bet is on its way to its book. */
    void submitted(
            String betId, String table, String internalRoundId, Selection selection, long stakeMinor, Instant at) {
        String roundId = RoundTerms.publicId(internalRoundId);
        open.putIfAbsent(betId, new Bet(betId, table, roundId, json(selection), stakeMinor, "pending", 0, 0, 0, at));
        Iterator<String> eldest = open.keySet().iterator();
        while (open.size() > maxOpen) {
            eldest.next();
            eldest.remove();
        }
    }

    void noticed(PlayerNotice notice) {
        Bet bet = open.get(notice.betId());
        if (bet == null || !bet.roundId().equals(RoundTerms.publicId(notice.roundId()))) {
            if (notice instanceof PlayerNotice.BetSettled corrected) {
                correct(corrected);
            }
            return;
        }
        if (notice instanceof PlayerNotice.BetAccepted && bet.state().equals("pending")) {
            open.put(bet.betId(), bet.with("accepted", 0, 0, 0));
        } else if (notice instanceof PlayerNotice.BetRejected && bet.state().equals("pending")) {
            open.remove(bet.betId());
        } else if (notice instanceof PlayerNotice.CashedOut out) {
            open.put(bet.betId(), bet.with("accepted", out.multiplierX100(), out.payoutMinor(), 0));
        } else if (notice instanceof PlayerNotice.BetSettled end) {
            open.remove(bet.betId());
            settle(bet.with(end.state(), bet.cashedOutX100(), end.payoutMinor(), end.resultVersion()));
        }
    }

    /** Takes what a book knows; a bet that is settled here already is newer. */
    void learn(List<BetView> views) {
        for (BetView view : views) {
            Bet bet = new Bet(
                    view.betId(),
                    view.tableId(),
                    RoundTerms.publicId(view.roundId()),
                    json(view.selection()),
                    view.stakeMinor(),
                    view.state(),
                    view.cashedOutX100(),
                    view.payoutMinor(),
                    view.resultVersion(),
                    view.at());
            switch (view.state()) {
                case "pending", "accepted" -> {
                    if (settledBet(bet.table(), bet.betId()) == null && open.size() < maxOpen) {
                        open.put(bet.betId(), bet);
                    }
                }
                case "rejected" -> {
                    // Neither open nor settled.
                }
                default -> {
                    open.remove(bet.betId());
                    settle(bet);
                }
            }
        }
    }

    List<String> open(String table) {
        return open.values().stream()
                .filter(bet -> bet.table().equals(table) && bet.state().equals("accepted"))
                .map(Bet::json)
                .toList();
    }

    /** Newest first. */
    List<String> settled(String table) {
        return settled.getOrDefault(table, new ArrayDeque<>()).stream()
                .map(Bet::json)
                .toList();
    }

    private void correct(PlayerNotice.BetSettled corrected) {
        Bet bet = settledBet(corrected.tableId(), corrected.betId());
        if (bet != null && corrected.resultVersion() > bet.resultVersion()) {
            settle(bet.with(
                    corrected.state(), bet.cashedOutX100(), corrected.payoutMinor(), corrected.resultVersion()));
        }
    }

    private void settle(Bet bet) {
        Deque<Bet> bets = settled.computeIfAbsent(bet.table(), table -> new ArrayDeque<>());
        bets.removeIf(other -> other.betId().equals(bet.betId()));
        bets.addFirst(bet);
        while (bets.size() > maxSettled) {
            bets.removeLast();
        }
        Iterator<String> eldest = settled.keySet().iterator();
        while (settled.size() > MAX_TABLES) {
            eldest.next();
            eldest.remove();
        }
    }

    private @Nullable Bet settledBet(String table, String betId) {
        return settled.getOrDefault(table, new ArrayDeque<>()).stream()
                .filter(bet -> bet.betId().equals(betId))
                .findFirst()
                .orElse(null);
    }

    private static String json(Selection selection) {
        String game = selection instanceof Selection.Crash ? "crash" : "roulette";
        return Games.of(game).toJson(selection).toString();
    }
}
