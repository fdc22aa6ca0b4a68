/** Tests of the live edge over real sockets. */
@NullMarked
package io.croupier.edge;

import org.jspecify.annotations.NullMarked;
