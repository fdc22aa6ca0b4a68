/** Whether this node may be sent requests: what it has to have seen before, and what {@code /ready} and {@code /alive} answer. */
@NullMarked
package io.croupier.http.readiness;

import org.jspecify.annotations.NullMarked;
