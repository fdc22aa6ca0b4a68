package io.croupier.simulations.domain;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What is done from outside in a history, drawn from its seed as a whole before it begins: who pays in, bets, cashes out and
 * calls when, with ids so few that they meet, and which bursts of repetition and contradiction come.
 */
final class Script {
    /** From here on nothing goes wrong any more, and nothing new begins. */
    static final long END_MS = 16_000;

    private static final List<String> PLAYERS = List.of("ann", "bob", "cyd");
    static final String EUR = "EUR";
    static final String TABLE = "t1";
    private static final int STRAIGHT_RETURNS = 36;
    private static final long FREE_STAKE = 40;

    private enum Kind {
        WALLETS,
        ROULETTE,
        CRASH,
        PROVIDER
    }

    private final World world;
    final Crowd crowd;
    final SplittableRandom random;
    private final List<Act> acts = new ArrayList<>();
    private final Kind kind;
    private final List<String> players;
    private final int books;

    Script(World world, Crowd crowd, SplittableRandom random) {
        this.world = world;
        this.crowd = crowd;
        this.random = random;
        this.kind = switch (random.nextInt(9)) {
            case 0 -> Kind.WALLETS;
            case 1, 2, 3 -> Kind.ROULETTE;
            case 4, 5 -> Kind.CRASH;
            default -> Kind.PROVIDER;
        };
        this.players = PLAYERS.subList(0, 1 + random.nextInt(3));
        this.books = 1 + random.nextInt(2);
        wallets();
        switch (kind) {
            case WALLETS -> {}
            case PROVIDER -> provider();
            default -> house();
        }
        seamless();
        if (kind != Kind.WALLETS) {
            bets();
        }
        IntStream.range(0, random.nextInt(4)).forEach(i -> again());
        if (world.weather.crash() > 0 && random.nextInt(2) == 0) {
            act(
                    between(500, 12_000),
                    "power cut",
                    () -> List.copyOf(world.nodes()).forEach(Node::crash));
        }
        players.forEach(this::bonuses);
    }

    List<Act> acts() {
        return acts;
    }

    void act(long atMs, String what, Runnable action) {
        acts.add(new Act(acts.size(), Math.min(atMs, END_MS - 1), what, action));
    }

    long between(long low, long high) {
        return low + random.nextLong(high - low + 1);
    }

    List<String> players() {
        return players;
    }

    private String player() {
        return players.get(random.nextInt(players.size()));
    }

    // Cashier

    private void wallets() {
        boolean rich = random.nextInt(20) == 0;
        for (String player : players) {
            act(
                    between(0, 40),
                    "open " + player,
                    () -> crowd.transact(player, new Transaction.Open("op~open", EUR, Reference.NONE)));
            long amount = rich ? Split.MAX_MINOR - between(1, 400) : between(200, 2_000);
            act(
                    between(20, 200),
                    "deposit " + player + " " + amount,
                    () -> crowd.transact(player, new Transaction.Deposit("op~1", amount, EUR, Reference.NONE)));
            if (rich) {
                long out = Split.MAX_MINOR / 2;
                act(
                        END_MS - 1,
                        "withdraw " + player + " " + out,
                        () -> crowd.transact(player, new Transaction.Withdraw("op~rich", out, EUR, Reference.NONE)));
            } else if (random.nextInt(3) == 0) {
                long out = between(1, 800);
                act(
                        between(300, 14_000),
                        "withdraw " + player + " " + out,
                        () -> crowd.transact(player, new Transaction.Withdraw("op~2", out, EUR, Reference.NONE)));
            }
        }
    }

    // A provider's seamless calls

    private void seamless() {
        int bets = kind == Kind.WALLETS ? 2 + random.nextInt(3) : random.nextInt(2);
        for (int n = 0; n < bets; n++) {
            String player = player();
            String bet = "prv~acme~b" + random.nextInt(3);
            long stake = 20L * between(0, 15);
            var round = new Reference(null, "slots", "acme~s" + random.nextInt(2), "");
            long at = between(200, 8_000);
            act(
                    at,
                    "seamless bet " + bet + " of " + player + " " + stake,
                    () -> crowd.transact(player, new Transaction.Bet(bet, stake, EUR, round)));
            if (random.nextInt(3) > 0) {
                String win = "prv~acme~w" + n;
                long amount = between(0, 300);
                act(
                        about(at),
                        "seamless win " + win + " for " + bet,
                        () -> crowd.transact(player, new Transaction.Win(win, bet, amount, EUR, false, round)));
            }
            for (int r = random.nextInt(3); r > 0; r--) {
                String rollback = "prv~acme~r" + n + "." + r;
                act(
                        about(at),
                        "seamless rollback " + rollback + " of " + bet,
                        () -> crowd.transact(player, new Transaction.Rollback(rollback, bet, round)));
            }
        }
    }

    /** Mostly after, sometimes before. */
    long about(long atMs) {
        return Math.max(150, atMs + between(-60, random.nextBoolean() ? 60 : 4_000));
    }

    // Tables

    private TableTerms terms(String owner, String game) {
        return new TableTerms(TABLE, owner, game, EUR, books, 10, 500, 3_000, 400);
    }

    private void house() {
        TableTerms terms = terms(TableTerms.HOUSE, kind == Kind.CRASH ? "crash" : "roulette");
        int rounds = 1 + random.nextInt(2);
        act(1, "create a house table of " + terms.game(), () -> {
            if (world.node(TableNode.id(TABLE)) instanceof TableNode table) {
                table.maxRounds = rounds;
            }
            crowd.ask(TableNode.id(TABLE), new Message.Create(terms));
        });
        if (random.nextInt(4) == 0) {
            act(between(500, 15_000), "void the round", () -> {
                RoundTerms round = crowd.seen(TABLE);
                if (round != null) {
                    crowd.ask(RoundNode.id(round.roundId()), new Message.VoidRound("operator"));
                }
            });
        }
    }

    private void provider() {
        TableTerms terms = terms("acme", "roulette");
        act(1, "create a provider's table", () -> crowd.ask(TableNode.id(TABLE), new Message.Create(terms)));
        int rounds = 1 + random.nextInt(2);
        for (int n = 1; n <= rounds; n++) {
            new Dealer(this, terms, "R" + n, 300 + (n - 1) * 6_000L + between(0, 300)).plan();
        }
    }

    // Bets

    private void bets() {
        int bets = 2 + random.nextInt(5);
        for (int n = 0; n < bets; n++) {
            var key = new BetKey(player(), "b" + random.nextInt(bets));
            Selection selection = kind == Kind.CRASH ? crash() : roulette();
            long stake = random.nextInt(12) == 0 ? between(400, 520) : between(10, 120);
            boolean late = random.nextInt(4) == 0;
            long off = between(-25, 25);
            long at = late ? between(700, 8_500) : between(400, 9_500);
            act(at, (late ? "bet at the last moment " : "bet ") + key + " " + selection + " " + stake, () -> {
                RoundTerms round = crowd.seen(TABLE);
                if (round != null) {
                    long wait = late
                            ? Duration.between(world.now(), round.bettingClosesAt())
                                            .toMillis()
                                    + off
                            : 0;
                    crowd.later(Math.max(0, wait), () -> crowd.bet(round, key, selection, stake, null));
                }
            });
            if (kind == Kind.CRASH && random.nextInt(2) == 0) {
                cashOut(key);
            }
        }
    }

    private void cashOut(BetKey key) {
        act(between(3_500, 14_000), "cash out " + key, () -> {
            RoundTerms round = crowd.seen(TABLE);
            if (round != null) {
                int book = BookNode.index(key.playerId(), books);
                crowd.ask(BookNode.id(round.roundId(), book), new Message.CashOut(key));
            }
        });
    }

    private Selection crash() {
        return new Selection.Crash(random.nextInt(3) == 0 ? null : (int) between(101, 300));
    }

    private Selection roulette() {
        if (random.nextBoolean()) {
            int low = random.nextBoolean() ? 1 : 19;
            return new Selection.Roulette(
                    low == 1 ? "low" : "high",
                    IntStream.range(low, low + STRAIGHT_RETURNS / 2).boxed().toList());
        }
        int first = 1 + 3 * random.nextInt(12);
        return new Selection.Roulette("street", List.of(first, first + 1, first + 2));
    }

    // Bonuses

    private void bonuses(String player) {
        int grants = Math.max(0, random.nextInt(5) - 2);
        for (int n = 0; n < grants; n++) {
            String id = "g" + n;
            long amount = between(20, 300);
            var terms = new BonusTerms(
                    random.nextInt(6) == 0 ? 0 : between(10, 500),
                    random.nextInt(3) == 0 ? List.of(TABLE) : List.of(),
                    random.nextInt(2) == 0 ? BonusTerms.Order.REAL_FIRST : BonusTerms.Order.BONUS_FIRST,
                    random.nextInt(4) == 0 ? BonusTerms.Wins.REAL : BonusTerms.Wins.PROPORTIONAL,
                    random.nextInt(3) == 0 ? between(0, 150) : null,
                    World.START.plusMillis(between(1_000, 40_000)));
            act(
                    between(150, 6_000),
                    "grant " + player + " " + amount + " as " + id + " " + terms,
                    () -> crowd.transact(
                            player, new Transaction.GrantBonus("op~" + id, amount, EUR, terms, Reference.NONE)));
        }
        if (kind != Kind.WALLETS && random.nextInt(3) == 0) {
            freeBets(player);
        }
        if (random.nextInt(5) == 0) {
            String id = random.nextBoolean() ? "f" : "g" + random.nextInt(2);
            act(
                    between(1_000, 15_000),
                    "forfeit " + id + " of " + player,
                    () -> crowd.transact(player, new Transaction.ForfeitBonus("op~x", id, Reference.NONE)));
        }
    }

    private void freeBets(String player) {
        Instant until = World.START.plusMillis(between(2_000, 20_000));
        boolean bonus = random.nextBoolean();
        var terms = new FreeBetTerms(
                1 + random.nextInt(2),
                FREE_STAKE,
                List.of(TABLE),
                until,
                bonus ? 150 : 0,
                bonus ? until.plusMillis(between(0, 20_000)) : null);
        act(
                between(150, 2_000),
                "grant " + player + " " + terms,
                () -> crowd.transact(player, new Transaction.GrantFreeBets("op~f", EUR, terms, Reference.NONE)));
        for (int n = 0; n < 3; n++) {
            var key = new BetKey(player, "free" + n);
            Selection selection = kind == Kind.CRASH ? crash() : roulette();
            long stake = random.nextInt(8) == 0 ? FREE_STAKE + 1 : FREE_STAKE;
            act(between(500, 9_500), "free bet " + key + " " + selection + " " + stake, () -> {
                RoundTerms round = crowd.seen(TABLE);
                if (round != null) {
                    crowd.bet(round, key, selection, stake, "f");
                }
            });
        }
    }

    // Again

    private void again() {
        int which = random.nextInt(1_000);
        if (random.nextInt(3) == 0) {
            act(between(600, 15_000), "contradict call " + which, () -> crowd.contradict(which));
        } else {
            act(between(600, 15_000), "repeat call " + which, () -> crowd.repeat(which));
        }
    }
}
