/** Who is asking: checks tokens against a local key set, and issues them in dev mode. */
@NullMarked
package io.croupier.edge.auth;

import org.jspecify.annotations.NullMarked;
