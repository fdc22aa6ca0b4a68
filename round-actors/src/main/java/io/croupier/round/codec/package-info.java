/** The stored form of the events of tables, rounds and books, without the journal that holds them. */
@NullMarked
package io.croupier.round.codec;

import org.jspecify.annotations.NullMarked;
