package io.croupier.simulations.domain;

import io.croupier.round.domain.BookEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Faults of corrections, for {@link PlantedInDomainTest}. */
final class PlantedCorrections {
    private PlantedCorrections() {}

    private static Transaction.Correct copy(Transaction.Correct c, String id, long difference, boolean stakeIsBack) {
        return new Transaction.Correct(
                id,
                c.betId(),
                difference,
                Math.min(c.bonusMinor(), Math.max(0, difference)),
                c.currency(),
                c.reference(),
                c.payoutMinor(),
                stakeIsBack);
    }

    /** A correction leaves the book under two ids. */
    static final class Twice implements Machines {
        @Override
        public List<Transaction> called(BookNode book, Transaction transaction) {
            return transaction instanceof Transaction.Correct c
                    ? List.of(c, copy(c, c.id() + ".again", c.differenceMinor(), c.stakeIsBack()))
                    : List.of(transaction);
        }
    }

    /** What a bet returns now is held against what it returned by the first result, whatever stood between. */
    static final class OfTheFirst implements Machines {
        @Override
        public List<Transaction> called(BookNode book, Transaction transaction) {
            if (!(transaction instanceof Transaction.Correct c)) {
                return List.of(transaction);
            }
            long difference = c.payoutMinor() - first(book, c.betId());
            return difference == 0 ? List.of(c) : List.of(copy(c, c.id(), difference, c.stakeIsBack()));
        }

        private static long first(BookNode book, String betId) {
            return book.events().stream()
                    .filter(event -> event instanceof BookEvent.SettlementPlanned plan && plan.resultVersion() == 1)
                    .flatMap(event -> ((BookEvent.SettlementPlanned) event).lines().stream())
                    .filter(line -> betId.equals("bet~" + line.betId()))
                    .mapToLong(BookEvent.Line::payoutMinor)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** A wallet says yes to a correction and stores nothing. */
    static final class Lost implements Machines {
        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            Decision decision = wallet.decide(transaction, now);
            return transaction instanceof Transaction.Correct
                    ? new Decision(decision.answer(), Optional.empty())
                    : decision;
        }
    }

    /** A win is paid out as if its player owed nothing. */
    static final class DebtStays implements Machines {
        @Override
        public Decision decide(Wallet wallet, Transaction transaction, Instant now) {
            Decision decision = wallet.decide(transaction, now);
            if (decision.event().orElse(null) instanceof WalletEvent.WinCredited e
                    && e.bonus() == null
                    && e.split().totalMinor() < e.amountMinor()) {
                long paidOff = e.amountMinor() - e.split().totalMinor();
                var after = new Balances(
                        e.after().realMinor() + paidOff,
                        e.after().bonusMinor(),
                        e.after().debtMinor() + paidOff);
                var event = new WalletEvent.WinCredited(
                        e.previousHash(),
                        e.transactionId(),
                        e.reference(),
                        e.currency(),
                        e.betId(),
                        e.trusted(),
                        e.amountMinor(),
                        new Split(e.amountMinor(), 0),
                        after,
                        e.at(),
                        null);
                return new Decision(decision.answer(), Optional.of(event));
            }
            return decision;
        }
    }

    /** The stake that a late void gives back is to the wallet a win as high as the stake. */
    static final class VoidIsWin implements Machines {
        @Override
        public List<Transaction> called(BookNode book, Transaction transaction) {
            return transaction instanceof Transaction.Correct c
                    ? List.of(copy(c, c.id(), c.differenceMinor(), false))
                    : List.of(transaction);
        }
    }
}
