/** The players' API: balance, transactions, bets, tables and the recall of rounds, by bearer token. */
@NullMarked
package io.croupier.http.player;

import org.jspecify.annotations.NullMarked;
