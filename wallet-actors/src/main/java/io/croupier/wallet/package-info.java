/** The players' wallets as sharded, persistent actors: what holds the money and remembers every transaction. */
@NullMarked
package io.croupier.wallet;

import org.jspecify.annotations.NullMarked;
