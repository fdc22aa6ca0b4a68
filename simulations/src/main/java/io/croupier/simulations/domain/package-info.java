/**
 * The pure domain played in virtual time: wallets, books, rounds and tables with their journals, a network that loses, doubles
 * and delays, crashes between any two steps, and a judge with a log of its own. The only package of simulations that uses the
 * program's rules, since it is they that are judged.
 */
@NullMarked
package io.croupier.simulations.domain;

import org.jspecify.annotations.NullMarked;
