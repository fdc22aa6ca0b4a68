package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.BetVerdict;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookBatch;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.domain.WalletCall;
import io.croupier.round.domain.WalletCall.Kind;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two books of two rounds and the real wallets of three players, whose messages are lost, doubled, delayed and reordered while
 * the books crash. Bet ids are few, so that they meet within and across the rounds; what a round has paid is staked in the other one
 * before a correction takes it back. Afterwards every wallet must hold what the rules say of the last result, recomputed here, and
 * no answer may have been contradicted.
 */
class BookSimulationTest {
    private static final long DEPOSIT = 5_000;
    private static final int HISTORIES = 250;
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2_000, 4_000, 6_000})
    void moneyComesOutAsTheRulesSay(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + HISTORIES; seed++) {
            new World(seed).run();
        }
    }

    private static final class World {
        final long seed;
        final Random random;
        final Map<String, Wallet> wallets = new HashMap<>();
        final List<OneBook> books = new ArrayList<>();
        Instant now = START;

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (String player : List.of("ann", "bob", "cyd")) {
                wallets.put(player, Wallet.unopened(player));
                transact(player, new Transaction.Open("op~o", "EUR", Reference.NONE));
                transact(player, new Transaction.Deposit("op~d", DEPOSIT, "EUR", Reference.NONE));
            }
            books.add(new OneBook(this, "acme~A"));
            books.add(new OneBook(this, "acme~B"));
        }

        Answer transact(String player, Transaction transaction) {
            Wallet wallet = Objects.requireNonNull(wallets.get(player));
            Decision decision = wallet.decide(transaction, now);
            decision.event().ifPresent(e -> wallets.put(player, wallet.apply(e, Sha256.of(new byte[] {1}))));
            return decision.answer();
        }

        void run() {
            for (int step = 0; step < 400; step++) {
                now = now.plusMillis(random.nextInt(50));
                books.get(random.nextInt(books.size())).step();
            }
            for (OneBook book : books) {
                book.finish();
            }
            check();
        }

        void check() {
            Map<String, Long> expected = new HashMap<>();
            for (OneBook one : books) {
                assertThat(one.done()).as("seed=%d", seed).isTrue();
                assertThat(one.replayed()).as("seed=%d", seed).isEqualTo(one.book);
                for (Bet bet : one.book.bets().values()) {
                    assertThat(bet.state()).isNotIn(Bet.State.PENDING, Bet.State.ACCEPTED);
                    expected.merge(bet.key().playerId(), one.returnOf(bet), Long::sum);
                }
            }
            wallets.forEach((player, wallet) -> assertThat(
                            wallet.view().balanceMinor() - wallet.view().debtMinor())
                    .as("seed=%d player=%s", seed, player)
                    .isEqualTo(DEPOSIT + expected.getOrDefault(player, 0L)));
        }
    }

    private record Sent(WalletCall call, Transaction transaction) {}

    private record Answered(WalletCall call, Answer answer) {}

    /** A book with the part of its entity that talks to wallets; the network lies in between. */
    private static final class OneBook implements BookWallets.Calls {
        final World world;
        final RoundTerms terms;
        /** How the round came out, the last one for good. */
        final List<Integer> numbers;

        /** The round has no result. */
        final boolean voided;

        /** The last version is no result but takes the round back. */
        final boolean voidedLate;

        final List<BookEvent> journal = new ArrayList<>();
        final Map<BetKey, Bet.State> told = new HashMap<>();
        final Map<WalletCall, Transaction> calls = new LinkedHashMap<>();
        final List<Sent> everSent = new ArrayList<>();
        final List<Answered> answers = new ArrayList<>();
        Book book = Book.EMPTY;
        BookBatch batch = new BookBatch();
        BookWallets wallets;

        OneBook(World world, String roundId) {
            this.world = world;
            this.numbers =
                    world.random.ints(1 + world.random.nextInt(4), 0, 3).boxed().toList();
            this.voided = world.random.nextInt(5) == 0;
            this.voidedLate = numbers.size() > 1 && world.random.nextInt(3) == 0;
            var table = new TableTerms("t", "acme", "roulette", "EUR", 1, 1, 1_000, 0, 0);
            this.terms = new RoundTerms(roundId, table, START.plus(Duration.ofHours(1)));
            this.wallets = new BookWallets(this, Duration.ofSeconds(10), Duration.ofMinutes(10));
            store(List.of(new BookEvent.BookOpened(terms, START)));
        }

        @Override
        public void start(WalletCall id, Transaction transaction, Instant now) {
            assertThat(book.sealed() && transaction instanceof Transaction.Bet)
                    .as("seed=%d a sealed book sends no debit", world.seed)
                    .isFalse();
            calls.putIfAbsent(id, transaction);
        }

        @Override
        public void refused(WalletCall id, Transaction transaction, Answer.Rejected answer) {}

        @Override
        public void startLater(WalletCall id, Transaction transaction, Instant notBefore) {
            calls.putIfAbsent(id, transaction);
        }

        void step() {
            switch (world.random.nextInt(16)) {
                case 0, 1, 2, 3 -> place();
                case 4, 5, 6 -> flush();
                case 7, 8, 9 -> send();
                case 10, 11 -> hear();
                case 12 -> echo();
                case 13 -> crash();
                case 14 -> {
                    if (world.random.nextInt(12) == 0) {
                        seal();
                    }
                }
                default -> {
                    if (world.random.nextInt(4) == 0) {
                        giveUp();
                    }
                    settle();
                }
            }
        }

        void place() {
            String player = List.of("ann", "bob", "cyd").get(world.random.nextInt(3));
            var request = new BetRequest(
                    new BetKey(player, "b" + world.random.nextInt(12)),
                    "t",
                    terms.roundId(),
                    new Selection.Roulette("straight", List.of(world.random.nextInt(3))),
                    100L * (1 + world.random.nextInt(11)),
                    "EUR");
            BetVerdict verdict = book.decide(request, world.now, 1_000, batch.intents.get(request.key()));
            if (verdict instanceof BetVerdict.Take take) {
                batch.intents.put(request.key(), take.intent());
            } else if (verdict instanceof BetVerdict.Refuse refuse) {
                world.transact(player, BetTransactions.decline(request, refuse.code()));
            }
        }

        void flush() {
            BookBatch taken = batch;
            batch = new BookBatch();
            List<BookEvent> events = taken.events(world.now);
            if (!events.isEmpty()) {
                store(events);
                wallets.follow(book, taken, world.now);
                taken.decisions.keySet().forEach(key -> tell(book.bet(key)));
            }
        }

        void tell(Bet bet) {
            Bet.State answer = bet.stood() ? Bet.State.ACCEPTED : Bet.State.REJECTED;
            assertThat(told.putIfAbsent(bet.key(), answer))
                    .as("seed=%d bet=%s", world.seed, bet)
                    .isIn(null, answer);
        }

        void store(List<BookEvent> events) {
            for (BookEvent event : events) {
                journal.add(BookEventCodec.CODEC.decode(BookEventCodec.CODEC.encode(event)));
                book = book.apply(event);
            }
        }

        Book replayed() {
            Book again = Book.EMPTY;
            for (BookEvent event : journal) {
                again = again.apply(event);
            }
            return again;
        }

        void send() {
            if (!calls.isEmpty()) {
                WalletCall id = List.copyOf(calls.keySet()).get(world.random.nextInt(calls.size()));
                Transaction transaction = Objects.requireNonNull(calls.get(id));
                everSent.add(new Sent(id, transaction));
                if (world.random.nextInt(5) > 0) {
                    Answer answer = world.transact(id.bet().playerId(), transaction);
                    if (world.random.nextInt(5) > 0) {
                        answers.add(new Answered(id, answer));
                    }
                }
            }
        }

        void hear() {
            if (!answers.isEmpty()) {
                Answered answered = answers.remove(world.random.nextInt(answers.size()));
                if (calls.remove(answered.call) != null) {
                    wallets.answered(book, batch, answered.call, answered.answer, world.now);
                }
            }
        }

        /** A copy of any message ever sent comes late. */
        void echo() {
            if (!everSent.isEmpty()) {
                Sent late = everSent.get(world.random.nextInt(everSent.size()));
                world.transact(late.call.bet().playerId(), late.transaction);
            }
        }

        void crash() {
            batch = new BookBatch();
            calls.clear();
            answers.clear();
            book = replayed();
            wallets = new BookWallets(this, Duration.ofSeconds(10), Duration.ofMinutes(10));
            wallets.resume(book, world.now);
        }

        void seal() {
            if (!book.sealed()) {
                batch.intents.clear();
                flush();
                store(List.of(new BookEvent.BookSealed(world.now)));
                cancel(Kind.DEBIT);
                wallets.resume(book, world.now);
            }
        }

        void giveUp() {
            if (book.sealed()) {
                book.open().forEach(key -> batch.decisions.putIfAbsent(key, BookWallets.gaveUp(key)));
                cancel(Kind.RESOLVE);
                flush();
                wallets.resume(book, world.now);
            }
        }

        void cancel(Kind kind) {
            calls.keySet().removeIf(id -> id.kind() == kind);
            answers.removeIf(a -> a.call.kind() == kind);
        }

        void settle() {
            int next = voided ? 0 : book.resultVersion() + 1;
            if (done() || !book.readyFor(next)) {
                return;
            }
            boolean takesBack = voided || (voidedLate && next == numbers.size());
            store(List.of(takesBack ? new BookEvent.VoidPlanned("rain", next, world.now) : plan(next)));
            wallets.resume(book, world.now);
        }

        private BookEvent plan(int version) {
            var outcome = new Outcome.Roulette(numbers.get(version - 1));
            return new BookSettlement(Games.ROULETTE, outcome, Map.of(), null).plan(book, version, world.now);
        }

        boolean done() {
            return book.finished() && (voided || book.resultVersion() == numbers.size());
        }

        void finish() {
            seal();
            for (int i = 0; i < 40_000 && !done(); i++) {
                send();
                hear();
                flush();
                settle();
            }
        }

        long returnOf(Bet bet) {
            if (told.get(bet.key()) == Bet.State.REJECTED || bet.state() == Bet.State.REJECTED) {
                return 0;
            }
            if (voided || voidedLate) {
                return 0;
            }
            int number = numbers.get(numbers.size() - 1);
            boolean won = ((Selection.Roulette) bet.selection()).numbers().contains(number);
            return won ? 35 * bet.stakeMinor() : -bet.stakeMinor();
        }
    }
}
