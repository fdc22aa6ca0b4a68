package io.croupier.simulations.domain;

import io.croupier.round.domain.Book;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import java.time.Instant;
import java.util.List;

/** How the simulation reaches the program's state machines; a test wraps it to see a planted fault found. */
interface Machines {
    /** The program's own, unchanged. */
    Machines TRUE = new Machines() {};

    default Decision decide(Wallet wallet, Transaction transaction, Instant now) {
        return wallet.decide(transaction, now);
    }

    /** What reaches a wallet of this book's call. */
    default List<Transaction> called(BookNode book, Transaction transaction) {
        return List.of(transaction);
    }

    /** Whether the journal of this entity keeps its n-th event, from 0. */
    default boolean stores(String entity, int number) {
        return true;
    }

    /** The book as its journal says. */
    default Book recovered(Book book) {
        return book;
    }

    /** Whether a book may tell its round that it is sealed and has no open intent. */
    default boolean resolved(Book book) {
        return book.resolved();
    }

    /** Whether a book may plan its payouts, or its voiding, under this version of the result. */
    default boolean readyForPlan(Book book, int version) {
        return book.readyFor(version);
    }
}
