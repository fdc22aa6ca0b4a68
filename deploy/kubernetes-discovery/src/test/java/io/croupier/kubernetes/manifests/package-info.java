/** Holds the manifests of {@code deploy/k8s} against what Kubernetes takes and what the program needs. */
@NullMarked
package io.croupier.kubernetes.manifests;

import org.jspecify.annotations.NullMarked;
