/** The availability guard: lets at most one node go at a time, and rolls the nodes one by one. */
@NullMarked
package io.croupier.kubernetes.guard;

import org.jspecify.annotations.NullMarked;
