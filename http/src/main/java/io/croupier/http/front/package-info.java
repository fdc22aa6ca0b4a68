/** A TCP front that spreads clients' connections over the nodes that are ready. */
@NullMarked
package io.croupier.http.front;

import org.jspecify.annotations.NullMarked;
