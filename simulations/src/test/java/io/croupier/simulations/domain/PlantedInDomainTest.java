package io.croupier.simulations.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.Book;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault that the simulation is there for is planted around the state machines, and found; without it the seeds pass. */
class PlantedInDomainTest {
    private static final long SEED = 1;
    private static final int HISTORIES = 600;

    /** Every request is a new one. */
    private static final class NoDeduplication implements Machines {
        private int number;

        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            if (transaction instanceof Transaction.Deposit deposit
                    && wallet.transaction(deposit.id(), Recall.NONE).isPresent()) {
                return wallet.decide(
                        new Transaction.Deposit(
                                deposit.id() + "." + ++number,
                                deposit.amountMinor(),
                                deposit.currency(),
                                deposit.reference()),
                        now);
            }
            return wallet.decide(transaction, now);
        }
    }

    /** A payout leaves the book under two ids. */
    private static final class PaidTwice implements Machines {
        @Override
        public List<Transaction> called(BookNode book, Transaction transaction) {
            return transaction instanceof Transaction.Win win
                    ? List.of(
                            win,
                            new Transaction.Win(
                                    win.id() + ".again",
                                    win.betId(),
                                    win.amountMinor(),
                                    win.currency(),
                                    win.trusted(),
                                    win.reference()))
                    : List.of(transaction);
        }
    }

    /** The journals of these entities lose their n-th event. */
    private record Losing(char kind, int lost) implements Machines {
        @Override
        public boolean stores(String entity, int number) {
            return entity.charAt(0) != kind || number != lost;
        }
    }

    /** A rollback of an unknown bet is answered and leaves nothing that the late bet would meet. */
    private static final class NoTombstone implements Machines {
        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            Decision decision = wallet.decide(transaction, now);
            return decision.event().orElse(null) instanceof WalletEvent.BetTombstoned stone
                    ? new Decision(
                            decision.answer(),
                            Optional.of(new WalletEvent.RollbackRepeated(
                                    stone.previousHash(),
                                    stone.transactionId(),
                                    stone.reference(),
                                    stone.betId(),
                                    stone.after(),
                                    stone.at())))
                    : decision;
        }
    }

    /** A bet that comes back leaves its wagering behind. */
    private static final class WageringStays implements Machines {
        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            Decision decision = wallet.decide(transaction, now);
            if (decision.event().orElse(null) instanceof WalletEvent.BetRolledBack e && e.bonus() != null) {
                var event = new WalletEvent.BetRolledBack(
                        e.previousHash(),
                        e.transactionId(),
                        e.reference(),
                        e.betId(),
                        e.split(),
                        e.takenAt(),
                        e.after(),
                        e.at(),
                        new BonusEffect(
                                e.bonus().realMinor(),
                                e.bonus().bonusMinor(),
                                e.bonus().parts(),
                                null,
                                e.bonus().converted(),
                                e.bonus().cut(),
                                e.bonus().costMinor(),
                                null,
                                e.bonus().freeBetId(),
                                e.bonus().asked()));
                return new Decision(decision.answer(), Optional.of(event));
            }
            return decision;
        }
    }

    /** Whatever is won with bonus money is real money. */
    private static final class BonusWinsAreReal implements Machines {
        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            Decision decision = wallet.decide(transaction, now);
            if (decision.event().orElse(null) instanceof WalletEvent.WinCredited e
                    && e.split().bonusMinor() > 0) {
                long minor = e.split().totalMinor();
                var after = new Balances(
                        e.after().realMinor() + e.split().bonusMinor(),
                        e.after().bonusMinor() - e.split().bonusMinor(),
                        e.after().debtMinor());
                var event = new WalletEvent.WinCredited(
                        e.previousHash(),
                        e.transactionId(),
                        e.reference(),
                        e.currency(),
                        e.betId(),
                        e.trusted(),
                        e.amountMinor(),
                        new Split(minor, 0),
                        after,
                        e.at(),
                        new BonusEffect(
                                minor,
                                0,
                                List.of(),
                                null,
                                List.of(),
                                List.of(),
                                e.amountMinor() - minor,
                                null,
                                null,
                                null));
                return new Decision(decision.answer(), Optional.of(event));
            }
            return decision;
        }
    }

    /** A book says that it is sealed while wallets have not answered. */
    private static final class SealedTooEarly implements Machines {
        @Override
        public boolean resolved(Book book) {
            return book.sealed();
        }
    }

    /** A book does not know its last open intent after a crash. */
    private static final class ForgottenIntent implements Machines {
        @Override
        public Book recovered(Book book) {
            if (book.open().isEmpty()) {
                return book;
            }
            BetKey last = new ArrayList<>(book.open()).get(book.open().size() - 1);
            Bet bet = book.bet(last);
            return new Book(
                    book.phase(),
                    book.terms(),
                    book.bets().minus(last),
                    book.open().minus(last),
                    book.rollbacks(),
                    book.unpaid(),
                    book.interrupted(),
                    book.intendedMinor() - bet.stakeMinor(),
                    book.accepted(),
                    book.stakedMinor(),
                    book.paidMinor(),
                    book.resultVersion());
        }
    }

    static List<Arguments> faults() {
        return List.of(
                fault("deduplication off", NoDeduplication::new),
                fault("a payout sent twice", PaidTwice::new),
                fault("an event lost from a wallet's journal", () -> new Losing('w', 1)),
                fault("an event lost from a book's journal", () -> new Losing('b', 2)),
                fault("an event lost from a round's journal", () -> new Losing('r', 1)),
                fault("a rollback without a tombstone", NoTombstone::new),
                fault("wagering that stays when its bet comes back", WageringStays::new),
                fault("a bonus win that is real money", BonusWinsAreReal::new),
                fault("a book that reports its seal too early", SealedTooEarly::new),
                fault("a book that forgets an intent", ForgottenIntent::new),
                fault("a correction paid twice", PlantedCorrections.Twice::new),
                fault("a correction of the first result, not the latest", PlantedCorrections.OfTheFirst::new),
                fault("a correction lost", PlantedCorrections.Lost::new),
                fault("a debt that wins do not pay off", PlantedCorrections.DebtStays::new),
                fault("a late void that is a win to bonuses", PlantedCorrections.VoidIsWin::new));
    }

    private static Arguments fault(String name, Supplier<Machines> machines) {
        return Arguments.of(Named.of(name, machines));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFoundAndToldInShort(Supplier<Machines> planted) {
        var said = new StringWriter();
        var simulation = new DomainSimulation(planted.get(), new PrintWriter(said), DomainSimulation.MAX_STEPS);
        assertThat(simulation.run(SEED, HISTORIES)).as(said.toString()).isFalse();
        assertThat(said.toString())
                .contains("the shortest history that breaks", "play it again: ./croupier simulate domain --replay");
    }

    @Test
    void theSameSeedsPassWithoutThem() {
        var said = new StringWriter();
        var simulation = new DomainSimulation(new PrintWriter(said), DomainSimulation.MAX_STEPS);
        assertThat(simulation.run(SEED, HISTORIES)).as(said.toString()).isTrue();
    }
}
