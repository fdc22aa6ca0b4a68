/** Wallets that did something once and rest since then: what they did, as the bytes that the program would have stored, and how a journal is filled with them. */
@NullMarked
package io.croupier.simulations.resting;

import org.jspecify.annotations.NullMarked;
