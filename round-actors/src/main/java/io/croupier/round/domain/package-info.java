/** The rules of tables, rounds and bet books in plain Java. Nothing here knows of Akka. */
@NullMarked
package io.croupier.round.domain;

import org.jspecify.annotations.NullMarked;
