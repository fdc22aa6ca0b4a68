/** Wallets at rest: what they did once, as the bytes that the program would have stored, and how they get into a journal. */
@NullMarked
package io.croupier.simulations.resting;

import org.jspecify.annotations.NullMarked;
