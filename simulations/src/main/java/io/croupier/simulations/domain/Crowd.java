package io.croupier.simulations.domain;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletRejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everyone outside: players, a cashier, a provider, an operator; and the log of what they said and heard. */
final class Crowd {
    private static final long FIRST_RETRY_MS = 700;
    private static final long LAST_RETRY_MS = 5_000;
    private static final long WALLET_MS = 250;
    private static final int POCKETS = 37;
    private static final List<Integer> TIMES = List.of(0, 1, 2, 5);

    /** Answers that nothing remembers. */
    static final Set<String> TRANSIENT = Set.of("round_not_found", "rate_limited");

    private final World world;
    final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private int act;

    Crowd(World world) {
        this.world = world;
    }

    /** Does something in the name of an act. */
    void in(int number, Runnable action) {
        act = number;
        action.run();
    }

    /** Goes on with the present act after a while. */
    void later(long ms, Runnable action) {
        int now = act;
        world.timeline.after(ms, () -> in(now, action));
    }

    Call ask(String to, Message message) {
        String address = "c/" + act + "." + numbers.merge(act, 1, Integer::sum);
        var call = new Call(address, to, message, world.timeline.nowMs());
        calls.add(call);
        world.ask(address, (tag, answer) -> answered(call, answer));
        send(call);
        return call;
    }

    Call transact(String player, Transaction transaction) {
        return ask(WalletNode.id(player), new Message.Transact(transaction));
    }

    /** Takes all real money that a player has now out of the wallet; nothing where there is none. */
    void withdrawAll(String player, String id) {
        if (world.node(WalletNode.id(player)) instanceof WalletNode wallet) {
            long all = wallet.state.view().realMinor();
            if (all > 0) {
                transact(player, new Transaction.Withdraw(id, all, Script.EUR, Reference.NONE));
            }
        }
    }

    /** Half of a wallet that is nearly full goes out of it, so that payouts which find no room do not wait for ever. */
    void makeRoom(WalletNode wallet) {
        long out = Split.MAX_MINOR / 2;
        if (wallet.state.view().realMinor() > out) {
            ask(wallet.id, new Message.Transact(new Transaction.Withdraw("op~room", out, Script.EUR, Reference.NONE)));
        }
    }

    private void send(Call call) {
        if (call.answer != null) {
            return;
        }
        call.attempts++;
        world.send(new Letter(call.address, call.to, 0, call.message));
        long pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS << Math.min(10, call.attempts - 1));
        world.timeline.after(pause, () -> send(call));
    }

    private void answered(Call call, Message answer) {
        if (again(answer)) {
            return;
        }
        call.answers.add(answer);
        if (answer instanceof Message.Receipt) {
            call.receiptAtMs = Math.min(call.receiptAtMs, world.timeline.nowMs());
        }
        if (call.answer == null) {
            call.answer = answer;
            call.answeredAtMs = world.timeline.nowMs();
        }
    }

    /** Whether this says no more than "not now". */
    private static boolean again(Message answer) {
        if (answer instanceof Message.WalletAnswer a && a.answer() instanceof Answer.Rejected rejected) {
            return rejected.code() == WalletRejection.UNKNOWN_PLAYER;
        }
        return (answer instanceof Message.BetAnswer b && b.retryable())
                || (answer instanceof Message.CashOutAnswer c && c.retryable())
                || (answer instanceof Message.Refused r && r.retryable());
    }

    boolean allAnswered() {
        return calls.stream().allMatch(call -> call.answer != null);
    }

    // Bets

    /** The round that a player sees at this table now, or null. */
    @Nullable RoundTerms seen(String tableId) {
        TableNode table = world.table(tableId);
        RoundStatus current = table == null ? null : table.state.current();
        return current == null ? null : current.terms();
    }

    /**
     * Bets as soon as the player has a wallet. Without one a book's refusal is not stored anywhere but in the book: a second
     * debit that is still on its way could meet the wallet after it was opened (see the module's README).
     */
    void bet(RoundTerms round, BetKey key, Selection selection, long stakeMinor, @Nullable String freeBetId) {
        if (!hasWallet(key.playerId())) {
            later(WALLET_MS, () -> bet(round, key, selection, stakeMinor, freeBetId));
            return;
        }
        var request = new BetRequest(
                key,
                round.table().tableId(),
                round.roundId(),
                selection,
                stakeMinor,
                round.table().currency(),
                freeBetId);
        int book = BookNode.index(key.playerId(), round.table().books());
        ask(BookNode.id(round.roundId(), book), new Message.PlaceBet(request));
    }

    private boolean hasWallet(String player) {
        return calls.stream()
                .anyMatch(call -> call.answer != null
                        && call.to.equals(WalletNode.id(player))
                        && call.message instanceof Message.Transact transact
                        && transact.transaction() instanceof Transaction.Open);
    }

    /** The bets that were asked for, with the calls that did. */
    List<Call> bets() {
        return calls.stream()
                .filter(call -> call.message instanceof Message.PlaceBet)
                .toList();
    }

    /** What this provider pays for the bets of a round that it knows as accepted; stake times 0, 1, 2 or 5. */
    List<BetPayout> payouts(String roundId, int shift) {
        var payouts = new TreeMap<BetKey, BetPayout>();
        for (Call call : bets()) {
            BetRequest bet = ((Message.PlaceBet) call.message).request();
            if (bet.roundId().equals(roundId)
                    && call.answer instanceof Message.BetAnswer answer
                    && answer.code() == null) {
                long times = TIMES.get(Math.floorMod(bet.key().hashCode() + shift, TIMES.size()));
                payouts.put(
                        bet.key(), new BetPayout(bet.key().playerId(), bet.key().betId(), times * bet.stakeMinor()));
            }
        }
        return List.copyOf(payouts.values());
    }

    /** Asks once more for what call {@code n} asked for. */
    void repeat(int n) {
        if (!calls.isEmpty()) {
            Call call = calls.get(Math.floorMod(n, calls.size()));
            ask(call.to, call.message);
        }
    }

    /** Uses the id of call {@code n} for something else. */
    void contradict(int n) {
        if (calls.isEmpty()) {
            return;
        }
        Call call = calls.get(Math.floorMod(n, calls.size()));
        if (call.message instanceof Message.PlaceBet place) {
            BetRequest bet = place.request();
            var other = new BetRequest(
                    bet.key(),
                    bet.tableId(),
                    bet.roundId(),
                    bet.selection(),
                    bet.stakeMinor() + 1,
                    bet.currency(),
                    bet.freeBetId());
            ask(call.to, new Message.PlaceBet(other));
        } else if (call.message instanceof Message.Transact transact
                && !(transact.transaction() instanceof Transaction.Open)) {
            ask(call.to, new Message.Transact(other(transact.transaction())));
        } else if (call.message instanceof Message.Result result
                && result.outcome() instanceof Outcome.Roulette wheel) {
            var other = new Outcome.Roulette((wheel.number() + 1) % POCKETS);
            ask(call.to, new Message.Result(result.resultId(), result.replaces(), other, null));
        }
    }

    private static Transaction other(Transaction t) {
        if (t instanceof Transaction.Bet bet) {
            return new Transaction.Bet(bet.id(), otherAmount(bet.amountMinor()), bet.currency(), bet.reference());
        } else if (t instanceof Transaction.Win win) {
            return new Transaction.Win(
                    win.id(),
                    win.betId(),
                    otherAmount(win.amountMinor()),
                    win.currency(),
                    win.trusted(),
                    win.reference());
        } else if (t instanceof Transaction.Rollback rollback) {
            return new Transaction.Rollback(rollback.id(), rollback.betId() + "x", rollback.reference());
        } else if (t instanceof Transaction.Deposit deposit) {
            return new Transaction.Deposit(
                    deposit.id(), otherAmount(deposit.amountMinor()), deposit.currency(), deposit.reference());
        } else if (t instanceof Transaction.Withdraw withdraw) {
            return new Transaction.Withdraw(
                    withdraw.id(), otherAmount(withdraw.amountMinor()), withdraw.currency(), withdraw.reference());
        }
        if (t instanceof Transaction.GrantBonus grant) {
            return new Transaction.GrantBonus(
                    grant.id(), otherAmount(grant.amountMinor()), grant.currency(), grant.terms(), grant.reference());
        } else if (t instanceof Transaction.GrantFreeBets grant) {
            return new Transaction.GrantFreeBets(grant.id(), "USD", grant.terms(), grant.reference());
        } else if (t instanceof Transaction.ForfeitBonus forfeit) {
            return new Transaction.ForfeitBonus(forfeit.id(), forfeit.bonusId() + "x", forfeit.reference());
        }
        throw new IllegalArgumentException("nobody outside asks for " + t);
    }

    /** A contradiction of a contradiction may have come to the most that there is. */
    private static long otherAmount(long amountMinor) {
        return amountMinor == Split.MAX_MINOR ? 1 : amountMinor + 1;
    }
}
