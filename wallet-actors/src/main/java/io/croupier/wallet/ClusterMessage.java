package io.croupier.wallet;

/** A message that may travel between nodes; Akka serializes it as Jackson CBOR. Never stored. */
public interface ClusterMessage {}
