/** A running node: its settings, what it needs before it starts, the order in which its parts start and stop. */
@NullMarked
package io.croupier.http.node;

import org.jspecify.annotations.NullMarked;
