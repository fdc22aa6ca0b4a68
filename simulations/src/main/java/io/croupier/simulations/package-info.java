/** Simulations, run from outside against the packaged program. */
@NullMarked
package io.croupier.simulations;

import org.jspecify.annotations.NullMarked;
