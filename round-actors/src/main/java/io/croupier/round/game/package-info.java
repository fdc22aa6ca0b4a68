/** The games: selections, outcomes, pay tables, draws, and the hash chain that makes house draws verifiable. Nothing here knows of Akka. */
@NullMarked
package io.croupier.round.game;

import org.jspecify.annotations.NullMarked;
