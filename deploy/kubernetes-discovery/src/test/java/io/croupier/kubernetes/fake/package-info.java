/** A Kubernetes API server for tests: real sockets and TLS, with as much behind them as the nodes of one cell can see. */
@NullMarked
package io.croupier.kubernetes.fake;

import org.jspecify.annotations.NullMarked;
