package io.croupier.round.domain;

import java.time.Instant;

/** What the directory's journal holds. Times are whole milliseconds. */
public sealed interface DirectoryEvent {
    /** From now on the table is known to every node. */
    record TableListed(TableTerms terms, Instant at) implements DirectoryEvent {}
}
