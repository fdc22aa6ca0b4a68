/** The players' WebSocket door: sessions, per-node fan-out, player streams, token checking. */
@NullMarked
package io.croupier.edge;

import org.jspecify.annotations.NullMarked;
