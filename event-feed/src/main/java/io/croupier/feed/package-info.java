/**
 * The event feed: reads the journal in the order of its commits and writes ledger, transactions, bets and rounds into
 * PostgreSQL, each event exactly once; and what can be said from there: how it is, what was, and what does not fit.
 */
@NullMarked
package io.croupier.feed;

import org.jspecify.annotations.NullMarked;
