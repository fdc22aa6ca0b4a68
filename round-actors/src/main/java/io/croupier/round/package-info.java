/** The tables, rounds and bet books as sharded, persistent actors. */
@NullMarked
package io.croupier.round;

import org.jspecify.annotations.NullMarked;
