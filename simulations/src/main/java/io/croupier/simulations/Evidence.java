package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the oracle judges by: what the simulation did and saw, and what the program says now, when nothing is under way.
 *
 * @param bets from the simulation's own log
 * @param cash decided movements other than bets placed over the socket, from the simulation's own log
 * @param players by player id, as the program tells each of them
 * @param rounds every round with an accepted bet
 * @param brokenOff crash rounds of which a book says that it was out of reach in flight: bets of theirs may be refunded
 * @param others the wallets of those who are not among {@code players}
 */
record Evidence(
        List<BetStory> bets,
        List<Cash> cash,
        Map<String, PlayerView> players,
        Map<RoundKey, RoundView> rounds,
        Set<RoundKey> brokenOff,
        Others others,
        @Nullable Audit audit) {
    Evidence {
        bets = List.copyOf(bets);
        cash = List.copyOf(cash);
        players = Map.copyOf(players);
        rounds = Map.copyOf(rounds);
        brokenOff = Set.copyOf(brokenOff);
    }

    record RoundKey(String table, String roundId) {}

    /** Whose account has the other half of a movement. */
    enum Counterpart {
        /** Of deposits and withdrawals, an opening's among them. */
        CASHIER,
        /** Of a provider's wallet calls. */
        HOUSE
    }

    /** Money that came or went by a deposit, a withdrawal or a provider's wallet call; negative is out of the wallet. */
    record Cash(String playerId, Counterpart counterpart, String what, long amountMinor) {}

    /**
     * The wallets that are not the players': at rest, or of people whom the simulation does not know.
     *
     * @param walletsMinor what they held together when the play began
     * @param inPlayMinor their stakes in play at that time
     * @param cashierMinor what the cashier's account had from them by then, null where nobody knows
     * @param still whether nobody but the simulation can have moved them since
     */
    record Others(
            long walletsMinor, long inPlayMinor, @Nullable Long cashierMinor, boolean still) {
        static final Others NONE = new Others(0, 0, 0L, true);
    }

    /** A player's wallet and histories; transactions are newest first. */
    record PlayerView(long balanceMinor, List<Movement> transactions, List<BetView> bets) {
        PlayerView {
            transactions = List.copyOf(transactions);
            bets = List.copyOf(bets);
        }
    }

    /** One line of {@code /v1/me/transactions}; the bet id is empty where there is none. */
    record Movement(String transactionId, String kind, String betId, long amountMinor, long balanceMinor) {}

    /** One line of {@code /v1/me/bets}. */
    record BetView(
            String betId,
            String table,
            String roundId,
            JsonNode selection,
            long stakeMinor,
            String state,
            long payoutMinor) {}

    /**
     * How a round came out. Where the simulation played the provider, this is what it sent and not what the program says.
     *
     * @param outcome null where it was voided or paid by a list
     * @param payouts null unless the provider paid by a list; who is not in it has lost
     */
    record RoundView(
            boolean voided,
            @Nullable JsonNode outcome,
            @Nullable Map<Placed.Key, Long> payouts) {}

    /** The program's own sums, and what it finds inconsistent itself, {@code []} where nothing. */
    record Audit(long playersMinor, long inPlayMinor, long cashierMinor, long sumMinor, String inconsistencies) {}
}
