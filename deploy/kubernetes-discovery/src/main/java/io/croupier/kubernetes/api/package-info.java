/** The few calls of the Kubernetes API that Croupier makes, from within a pod and in its own namespace. */
@NullMarked
package io.croupier.kubernetes.api;

import org.jspecify.annotations.NullMarked;
