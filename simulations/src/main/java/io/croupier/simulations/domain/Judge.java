package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.Round;
import io.croupier.simulations.domain.Payouts.End;
import io.croupier.simulations.domain.Versions.Version;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history that has come to rest: from the log of what was said outside, and from the events that are stored, one by
 * one. No total of the system's own is believed.
 */
final class Judge {
    /** What becomes of bonuses by itself; the wallet's judge has its reasons. */
    private static final String OWN = "bon~";

    private final World world;
    private final Crowd crowd;
    private final Map<String, WalletJudge> wallets = new LinkedHashMap<>();
    /** What each player's wallet must hold by the answers that were given outside, and by what their bets return. */
    private final Map<String, Long> due = new HashMap<>();

    private final Set<String> explained = new HashSet<>();

    Judge(World world, Crowd crowd) {
        this.world = world;
        this.crowd = crowd;
    }

    void judge() {
        for (Node<?, ?> node : world.nodes()) {
            if (!node.told().equals(node.state)) {
                throw new Broken(
                        Broken.Rule.JOURNAL, node.id + " holds " + node.state + ", its journal " + node.told());
            }
            if (node instanceof WalletNode wallet) {
                var judge = new WalletJudge(wallet);
                wallets.put(wallet.id, judge);
                judge.judge();
            }
        }
        new AnswerJudge(crowd, wallets).judge();
        for (Node<?, ?> node : world.nodes()) {
            if (node instanceof RoundNode round && round.state.terms() != null) {
                round(round);
            }
        }
        bets();
        unexplained();
        sum();
    }

    private void round(RoundNode node) {
        List<Version> versions = new RoundJudge(world, crowd, node).judge().all();
        Round round = node.state;
        var paid = new long[versions.size()];
        for (int index : round.books()) {
            BookNode book = Objects.requireNonNull(world.book(node.roundId, index));
            for (Bet bet : book.state.bets().values()) {
                if (!bet.stood()) {
                    refused(round, bet);
                    continue;
                }
                List<End> ends = ends(versions, round, book.state, bet);
                stood(versions, ends, round, bet);
                for (int i = 0; i < paid.length; i++) {
                    paid[i] = Payouts.sum(paid[i], ends.get(i).minor());
                }
            }
        }
        for (int i = 0; i < paid.length; i++) {
            if (paid[i] != versions.get(i).paidMinor()) {
                throw broken(node.id + " says that it paid " + versions + ", the rules say " + Arrays.toString(paid));
            }
        }
        if (round.paidMinor() != paid[paid.length - 1]) {
            throw broken(node.id + " says that it paid " + round.paidMinor() + " under " + versions);
        }
    }

    /** What a bet is to return by each version of the result. */
    private List<End> ends(List<Version> versions, Round round, Book book, Bet bet) {
        int cashedOut = cashedOut(round, bet);
        return versions.stream()
                .map(v -> Payouts.of(bet, bet.at(), cashedOut, book.interrupted(), round.closedAt(), v.result()))
                .toList();
    }

    /** A bet that was accepted: taken once, ended by the last version, and paid what that says, each version's difference once. */
    private void stood(List<Version> versions, List<End> ends, Round round, Bet bet) {
        End last = ends.get(ends.size() - 1);
        boolean ended = bet.state() == last.state()
                && bet.payoutMinor() == last.minor()
                && bet.resultVersion() == versions.get(versions.size() - 1).number();
        if (!ended) {
            throw broken(bet + " must have ended as " + last + " under " + versions);
        }
        String player = bet.key().playerId();
        WalletJudge wallet = Objects.requireNonNull(wallets.get(WalletNode.id(player)));
        String taking = "bet~" + bet.key().betId();
        WalletEvent taken = wallet.events.get(taking);
        if (!(taken instanceof WalletEvent.BetTaken)
                || !ofRound(taken, round)
                || !Objects.equals(wallet.settled.get(taking), -bet.stakeMinor())) {
            throw broken(bet + " stands, and its wallet has " + taken);
        }
        explained.add(player + " " + taking);
        long others = wallet.others(taking);
        long before = 0;
        for (int i = 0; i < ends.size(); i++) {
            String entry = entry(i, ends.get(i)) + round.requireTerms().roundId() + "~"
                    + bet.key().betId() + "~" + versions.get(i).number();
            paid(wallet, bet, entry, ends.get(i).minor() - before);
            explained.add(player + " " + entry);
            others += wallet.others(entry);
            before = ends.get(i).minor();
        }
        if (wallet.returnedMinor(taking) != last.minor()) {
            throw broken(bet + " must return " + last + ", and has returned " + wallet.returnedMinor(taking));
        }
        due.merge(player, last.minor() - bet.stakeMinor() + others, Long::sum);
    }

    private static String entry(int place, End end) {
        return place > 0 ? "cor~" : end.state() == Bet.State.WON ? "pay~" : "ref~";
    }

    private static void paid(WalletJudge wallet, Bet bet, String entry, long difference) {
        WalletEvent event = wallet.events.get(entry);
        long moved = event == null ? 0 : Objects.requireNonNull(wallet.settled.get(entry));
        if (moved != difference || (difference == 0 && event != null)) {
            throw broken(bet + " must get " + difference + " as " + entry + ", and its wallet has " + event);
        }
    }

    /** The multiplier that a player was told; a cash-out that nobody has asked for is none. */
    private int cashedOut(Round round, Bet bet) {
        boolean asked = false;
        for (Call call : crowd.calls) {
            boolean same = call.message instanceof Message.CashOut cashOut
                    && cashOut.bet().equals(bet.key())
                    && call.to.startsWith(
                            BookNode.id(round.requireTerms().roundId(), 0).replaceAll("0$", ""));
            asked |= same;
            if (same) {
                for (Message answer : call.answers) {
                    if (answer instanceof Message.CashOutAnswer told
                            && told.code() == null
                            && told.multiplierX100() != bet.cashedOutX100()) {
                        throw broken(bet + ", and its player was told " + told);
                    }
                }
            }
        }
        if (bet.cashedOutX100() > 0 && !asked) {
            throw broken(bet + " was cashed out, and nobody asked for it");
        }
        return bet.cashedOutX100();
    }

    /** A bet that was refused: its stake was not taken, or came back. */
    private void refused(Round round, Bet bet) {
        if (bet.state() != Bet.State.REJECTED) {
            throw broken(bet + " has not ended");
        }
        String player = bet.key().playerId();
        WalletJudge wallet = Objects.requireNonNull(wallets.get(WalletNode.id(player)));
        String taking = "bet~" + bet.key().betId();
        WalletEvent taken = wallet.events.get(taking);
        if (taken instanceof WalletEvent.BetTaken && ofRound(taken, round)) {
            String giving =
                    "rb~" + round.requireTerms().roundId() + "~" + bet.key().betId();
            if (!(wallet.events.get(giving) instanceof WalletEvent.BetRolledBack)) {
                throw broken(bet + " was refused, and its stake was taken and did not come back");
            }
            explained.add(player + " " + taking);
            explained.add(player + " " + giving);
            due.merge(player, wallet.others(taking) + wallet.others(giving), Long::sum);
        }
    }

    private static boolean ofRound(WalletEvent event, Round round) {
        return Objects.equals(event.reference().roundId(), round.requireTerms().roundId());
    }

    /** What players were told about their bets is what became of them. */
    private void bets() {
        for (Call call : crowd.calls) {
            if (!(call.message instanceof Message.PlaceBet place)) {
                continue;
            }
            BetRequest asked = place.request();
            Bet bet = booked(call.to, asked.key());
            boolean same = bet != null
                    && bet.stakeMinor() == asked.stakeMinor()
                    && bet.selection().equals(asked.selection());
            boolean stands = bet != null && same && bet.stood();
            for (Message message : call.answers) {
                Message.BetAnswer answer = (Message.BetAnswer) message;
                boolean accepted = answer.code() == null;
                boolean conflicts = "transaction_conflict".equals(answer.code());
                if (answer.code() != null && Crowd.TRANSIENT.contains(answer.code())) {
                    continue;
                }
                if ((accepted != stands && (same || !conflicts)) || (conflicts && !otherContent(asked))) {
                    throw new Broken(Broken.Rule.BETS, call + " was answered " + answer + ", and booked is " + bet);
                }
            }
        }
    }

    private @Nullable Bet booked(String address, BetKey key) {
        return world.node(address) instanceof BookNode book ? book.state.bets().get(key) : null;
    }

    private boolean otherContent(BetRequest asked) {
        return crowd.bets().stream()
                .map(call -> ((Message.PlaceBet) call.message).request())
                .anyMatch(bet -> bet.key().equals(asked.key()) && !bet.equals(asked));
    }

    /** No money moved but for what was asked for outside, and for bets. */
    private void unexplained() {
        wallets.forEach((id, wallet) -> wallet.moved.forEach((transactionId, amount) -> {
            boolean direct = transactionId.startsWith("op~")
                    || transactionId.startsWith("prv~")
                    || transactionId.startsWith(OWN);
            if (!direct && amount != 0 && !explained.contains(id.substring(2) + " " + transactionId)) {
                throw broken(id + ": nothing explains " + wallet.events.get(transactionId));
            }
        }));
    }

    /** Players, cashier, seamless provider and house come to zero, each by the answers that were given. */
    private void sum() {
        Set<String> counted = new HashSet<>();
        for (Call call : crowd.calls) {
            if (call.message instanceof Message.Transact asked && call.answer instanceof Message.WalletAnswer told) {
                String id = asked.transaction().id();
                Long amount = amount(
                        told.answer(),
                        Objects.requireNonNull(wallets.get(call.to)).moved.get(id));
                if (amount != null && counted.add(call.to + " " + id)) {
                    due.merge(call.to.substring(2), amount, Long::sum);
                }
            }
        }
        wallets.forEach((id, wallet) -> {
            long own = wallet.moved.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(OWN))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            long expected = Objects.requireNonNullElse(due.get(id.substring(2)), 0L) + own;
            if (wallet.balanceMinor() != expected || wallet.balanceMinor() > Split.MAX_MINOR) {
                throw new Broken(
                        Broken.Rule.SUM,
                        id + " holds " + wallet.balanceMinor() + ", and the answers come to " + expected);
            }
        });
    }

    /** A credit for which there was no room leaves its id free: a copy that comes later, when there is room, may count after all. */
    private static @Nullable Long amount(Answer answer, @Nullable Long moved) {
        if (answer instanceof Answer.Accepted accepted) {
            return accepted.amountMinor();
        }
        boolean noRoom = answer instanceof Answer.Rejected rejected && rejected.code() == WalletRejection.BALANCE_LIMIT;
        return noRoom ? moved : null;
    }

    private static Broken broken(String what) {
        return new Broken(Broken.Rule.BETS, what);
    }
}
