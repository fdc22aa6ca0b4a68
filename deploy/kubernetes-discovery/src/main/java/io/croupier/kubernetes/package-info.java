/** All that talks to the Kubernetes API. */
@NullMarked
package io.croupier.kubernetes;

import org.jspecify.annotations.NullMarked;
