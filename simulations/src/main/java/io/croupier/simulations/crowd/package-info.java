/** Players who only watch, tens of thousands of them from one thread, and what makes them a nuisance. */
@NullMarked
package io.croupier.simulations.crowd;

import org.jspecify.annotations.NullMarked;
