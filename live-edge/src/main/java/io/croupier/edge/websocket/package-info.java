/** The server's side of WebSocket (RFC 6455) over plain bytes: the upgrade, the frames, nothing of sockets or actors. */
@NullMarked
package io.croupier.edge.websocket;

import org.jspecify.annotations.NullMarked;
