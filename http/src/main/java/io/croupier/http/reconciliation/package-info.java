/** Rounds, bets and payouts held against the wallets all the time: whoever owes something is woken, and what must not be is alarmed. */
@NullMarked
package io.croupier.http.reconciliation;

import org.jspecify.annotations.NullMarked;
