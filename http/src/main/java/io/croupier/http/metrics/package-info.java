/** What the node tells Prometheus about itself on its management port: figures of all parts under fixed names. */
@NullMarked
package io.croupier.http.metrics;

import org.jspecify.annotations.NullMarked;
